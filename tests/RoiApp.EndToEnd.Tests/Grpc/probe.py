#!/usr/bin/python3
"""Asks a server what any tool of the gRPC world asks: is it well, and what does it serve? Ends with status 0 when the answers are right.

usage: probe.py HOST:PORT SERVICE STANDINS_DIRECTORY

The protos are those of the gRPC project, compiled anew on each run.
"""
import os
import sys
import tempfile

import grpc
from google.protobuf import descriptor_pb2
from grpc_tools import protoc

address, service, standins = sys.argv[1:4]
TIME_LIMIT = 30


def generate(out):
    for package, name in (
        ("Grpc.AspNetCore.HealthChecks", "grpc/health/v1/health.proto"),
        ("Grpc.AspNetCore.Server.Reflection", "grpc/reflection/v1/reflection.proto"),
        ("Grpc.AspNetCore.Server.Reflection", "grpc/reflection/v1alpha/reflection.proto"),
    ):
        folder = os.path.join(standins, package, "Protos")
        assert protoc.main(["protoc", f"-I{folder}", f"--python_out={out}", os.path.join(folder, name)]) == 0
    # The packages share their first name with the library: graft the generated ones onto it.
    grpc.__path__.append(os.path.join(out, "grpc"))


def check_health(channel):
    from grpc.health.v1 import health_pb2 as health

    def method(kind, name):
        return kind(f"/grpc.health.v1.Health/{name}", health.HealthCheckRequest.SerializeToString, health.HealthCheckResponse.FromString)

    check, watch = method(channel.unary_unary, "Check"), method(channel.unary_stream, "Watch")
    assert check(health.HealthCheckRequest(), timeout=TIME_LIMIT).status == health.HealthCheckResponse.SERVING
    try:
        check(health.HealthCheckRequest(service="nobody"), timeout=TIME_LIMIT)
        raise AssertionError("a service that is not there is well")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
    watching = watch(health.HealthCheckRequest(), timeout=TIME_LIMIT)
    assert next(watching).status == health.HealthCheckResponse.SERVING
    watching.cancel()


def check_reflection(channel, reflection, version):
    call = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        reflection.ServerReflectionRequest.SerializeToString, reflection.ServerReflectionResponse.FromString)
    questions = [
        reflection.ServerReflectionRequest(list_services=""),
        reflection.ServerReflectionRequest(file_containing_symbol=service),
        reflection.ServerReflectionRequest(file_containing_symbol="roi.v1.Nothing"),
    ]
    services, file, nothing = call(iter(questions), timeout=TIME_LIMIT)
    names = {one.name for one in services.list_services_response.service}
    assert {service, "grpc.health.v1.Health"} <= names, names
    found = [descriptor_pb2.FileDescriptorProto.FromString(proto) for proto in file.file_descriptor_response.file_descriptor_proto]
    assert service in {f"{one.package}.{served.name}" for one in found for served in one.service}, found
    assert nothing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0], nothing


with tempfile.TemporaryDirectory() as out:
    generate(out)
    with grpc.insecure_channel(address) as channel:
        check_health(channel)
        from grpc.reflection.v1 import reflection_pb2 as v1
        check_reflection(channel, v1, "v1")
        from grpc.reflection.v1alpha import reflection_pb2 as v1alpha
        check_reflection(channel, v1alpha, "v1alpha")
