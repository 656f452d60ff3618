"""Runs every interoperability case as a grpcio client, one JSON line each: {"case", "ok", "detail"}.

usage: client.py DESCRIPTORS TARGET TARGET_THAT_COMPRESSES
"""
import json
import sys
import threading
import time
import traceback

import grpc

from messages import Messages

messages, target, compressing = Messages(sys.argv[1]), sys.argv[2], sys.argv[3]
Ask, Nothing = messages["roi.testing.Ask"], messages["roi.testing.Nothing"]
cases = {}
TIME_LIMIT = 20


def case(function):
    cases[function.__name__] = function
    return function


class Client:
    def __init__(self, address, options=()):
        self.channel = grpc.insecure_channel(address, options=list(options))

    def _method(self, kind, name, service="roi.testing.Interop"):
        path = f"/{service}/{name}"
        request, response = messages.method(path)
        return getattr(self.channel, kind)(path, request_serializer=request.SerializeToString, response_deserializer=response.FromString)

    def unary(self, name, service="roi.testing.Interop"):
        return self._method("unary_unary", name, service)

    def server(self, name="ServerStream", service="roi.testing.Interop"):
        return self._method("unary_stream", name, service)

    def client(self, name="ClientStream"):
        return self._method("stream_unary", name)

    def duplex(self, name="Duplex", service="roi.testing.Interop"):
        return self._method("stream_stream", name, service)


plain = Client(target)


def fails(call, code, details=None):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()} {error.details()!r} instead of {code}"
        assert details is None or error.details() == details, f"{error.details()!r} instead of {details!r}"
        return error
    raise AssertionError(f"OK instead of {code}")


class Requests:
    """A request stream fed by hand."""

    def __init__(self):
        self._items, self._ready, self._ended = [], threading.Condition(), False

    def put(self, item):
        with self._ready:
            self._items.append(item)
            self._ready.notify()

    def end(self):
        with self._ready:
            self._ended = True
            self._ready.notify()

    def __iter__(self):
        return self

    def __next__(self):
        with self._ready:
            self._ready.wait_for(lambda: self._items or self._ended, TIME_LIMIT)
            if self._items:
                return self._items.pop(0)
            raise StopIteration


@case
def empty_unary():
    assert plain.unary("Empty")(Nothing(), timeout=TIME_LIMIT) == Nothing()


@case
def large_unary():
    answer = plain.unary("Unary")(Ask(response_bytes=3_141_590, payload=bytes(2_718_280)), timeout=TIME_LIMIT)
    assert len(answer.payload) == 3_141_590


@case
def client_streaming():
    total = plain.client()(iter([Ask(payload=bytes(n)) for n in (27182, 8, 1828, 45904)]), timeout=TIME_LIMIT)
    assert (total.bytes, total.messages) == (74922, 4)


@case
def server_streaming():
    sizes = [31415, 9, 2653, 58979, 2_500_000]
    answers = list(plain.server()(Ask(response_sizes=sizes), timeout=TIME_LIMIT))
    assert [len(a.payload) for a in answers] == sizes and [a.index for a in answers] == list(range(5))


@case
def ping_pong():
    requests = Requests()
    answers = plain.duplex()(requests, timeout=TIME_LIMIT)
    for size in (31415, 9, 2653, 58979):
        requests.put(Ask(response_sizes=[size], payload=bytes(size)))
        assert len(next(answers).payload) == size
    requests.end()
    assert list(answers) == [] and answers.code() == grpc.StatusCode.OK


@case
def empty_stream():
    answers = plain.duplex()(iter(()), timeout=TIME_LIMIT)
    assert list(answers) == [] and answers.code() == grpc.StatusCode.OK


@case
def cancel_after_begin():
    requests = Requests()
    call = plain.client().future(requests, timeout=TIME_LIMIT)
    call.cancel()
    requests.end()
    assert call.cancelled() and call.code() == grpc.StatusCode.CANCELLED


@case
def cancel_after_first_response():
    requests = Requests()
    answers = plain.duplex()(requests, timeout=TIME_LIMIT)
    requests.put(Ask(response_sizes=[31415], payload=bytes(27182)))
    next(answers)
    answers.cancel()
    requests.end()
    fails(lambda: next(answers), grpc.StatusCode.CANCELLED)


@case
def timeout_on_sleeping_server():
    started = time.monotonic()
    fails(lambda: plain.unary("Sleep")(Ask(), timeout=0.2), grpc.StatusCode.DEADLINE_EXCEEDED)
    assert time.monotonic() - started < 2


@case
def timeout_of_a_stream():
    answers = plain.server()(Ask(response_sizes=[1, 1], pause_ms=60_000), timeout=0.2)
    fails(lambda: next(answers), grpc.StatusCode.DEADLINE_EXCEEDED)


@case
def deadline_reaches_the_server():
    left = described(plain.unary("Unary")(Ask(describe=True), timeout=60))["deadline"]
    assert 20_000 < int(left) <= 61_000, left  # grpcio rounds what it sends up to two digits
    assert described(plain.unary("Unary")(Ask(describe=True)))["deadline"] == "none"


@case
def custom_metadata():
    metadata = (("x-echo-initial", "test_initial_metadata_value"), ("x-echo-trailing-bin", b"\xab\xab\xab"))
    _, call = plain.unary("Empty").with_call(Nothing(), metadata=metadata, timeout=TIME_LIMIT)
    assert ("x-echo-initial", "test_initial_metadata_value") in [tuple(m) for m in call.initial_metadata()]
    assert ("x-echo-trailing-bin", b"\xab\xab\xab") in [tuple(m) for m in call.trailing_metadata()]


@case
def binary_metadata_of_every_length():
    for length in range(1, 8):
        value = bytes(range(250, 250 + min(length, 6))) + b"\x00" * max(0, length - 6)
        _, call = plain.unary("Empty").with_call(Nothing(), metadata=(("x-echo-trailing-bin", value),), timeout=TIME_LIMIT)
        assert dict(tuple(m) for m in call.trailing_metadata())["x-echo-trailing-bin"] == value


@case
def custom_metadata_of_a_stream():
    metadata = (("x-echo-initial", "streamed"), ("x-echo-trailing-bin", b"\x01"))
    answers = plain.duplex()(iter([Ask(response_sizes=[1])]), metadata=metadata, timeout=TIME_LIMIT)
    assert ("x-echo-initial", "streamed") in [tuple(m) for m in answers.initial_metadata()]
    assert len(list(answers)) == 1
    assert ("x-echo-trailing-bin", b"\x01") in [tuple(m) for m in answers.trailing_metadata()]


@case
def status_code_and_message():
    ask = Ask(status_code=2, status_message="test status message")
    fails(lambda: plain.unary("Unary")(ask, timeout=TIME_LIMIT), grpc.StatusCode.UNKNOWN, "test status message")
    fails(lambda: list(plain.duplex()(iter([ask]), timeout=TIME_LIMIT)), grpc.StatusCode.UNKNOWN, "test status message")


@case
def every_status_code():
    for code in grpc.StatusCode:
        if code != grpc.StatusCode.OK:
            fails(lambda: plain.unary("Unary")(Ask(status_code=code.value[0], status_message="as asked"), timeout=TIME_LIMIT), code, "as asked")


@case
def special_status_message():
    message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608 and 100%\t\n"
    fails(lambda: plain.unary("Unary")(Ask(status_code=2, status_message=message), timeout=TIME_LIMIT), grpc.StatusCode.UNKNOWN, message)


@case
def status_after_messages():
    answers = plain.server()(Ask(response_sizes=[1, 2], status_code=15, status_message="half"), timeout=TIME_LIMIT)
    assert [len(next(answers).payload), len(next(answers).payload)] == [1, 2]
    fails(lambda: next(answers), grpc.StatusCode.DATA_LOSS, "half")


@case
def unimplemented_method():
    fails(lambda: plain.unary("NotImplemented")(Nothing(), timeout=TIME_LIMIT), grpc.StatusCode.UNIMPLEMENTED)


@case
def unimplemented_service():
    fails(lambda: plain.unary("Call", "roi.testing.Nowhere")(Nothing(), timeout=TIME_LIMIT), grpc.StatusCode.UNIMPLEMENTED, "Service is unimplemented.")


@case
def client_compressed_unary():
    answer = plain.unary("Unary")(Ask(describe=True, payload=bytes(271828)), compression=grpc.Compression.Gzip, timeout=TIME_LIMIT)
    assert described(answer)["encoding"] == "gzip", answer.description


@case
def client_compressed_deflate():
    answer = plain.unary("Unary")(Ask(describe=True, payload=bytes(271828)), compression=grpc.Compression.Deflate, timeout=TIME_LIMIT)
    assert described(answer)["encoding"] == "deflate", answer.description


@case
def client_compressed_streaming():
    total = plain.client()(iter([Ask(payload=bytes(27182)), Ask(payload=bytes(45904))]), compression=grpc.Compression.Gzip, timeout=TIME_LIMIT)
    assert total.bytes == 73086


@case
def server_compressed_unary():
    client = Client(compressing)
    assert len(client.unary("Unary")(Ask(response_bytes=314159), timeout=TIME_LIMIT).payload) == 314159


@case
def server_compressed_streaming():
    client = Client(compressing)
    assert [len(a.payload) for a in client.server()(Ask(response_sizes=[31415, 92653, 0]), timeout=TIME_LIMIT)] == [31415, 92653, 0]


@case
def request_larger_than_the_server_takes():
    fails(lambda: plain.unary("Unary")(Ask(payload=bytes(5_000_000)), timeout=TIME_LIMIT), grpc.StatusCode.RESOURCE_EXHAUSTED,
          "Received message exceeds the maximum configured message size.")


@case
def answer_larger_than_the_client_takes():
    fails(lambda: plain.unary("Unary")(Ask(response_bytes=5_000_000), timeout=TIME_LIMIT), grpc.StatusCode.RESOURCE_EXHAUSTED)


@case
def a_hundred_calls_at_once():
    calls = [plain.unary("Unary").future(Ask(response_bytes=n), timeout=TIME_LIMIT) for n in range(100)]
    assert [len(call.result().payload) for call in calls] == list(range(100))


@case
def keep_alive_pings_are_answered():
    # The call outlives the time limit of a ping, which is long enough for a machine that stalls.
    options = (("grpc.keepalive_time_ms", 100), ("grpc.keepalive_timeout_ms", 5000), ("grpc.http2.max_pings_without_data", 0))
    answers = list(Client(target, options).server()(Ask(response_sizes=[1, 1, 1], pause_ms=2000), timeout=TIME_LIMIT))
    assert len(answers) == 3


@case
def user_agent_of_another_library():
    options = (("grpc.primary_user_agent", "roi-test/1"),)
    assert Client(target, options).unary("Empty")(Nothing(), timeout=TIME_LIMIT) == Nothing()


@case
def health_check():
    request = messages["grpc.health.v1.HealthCheckRequest"]
    check = plain.unary("Check", "grpc.health.v1.Health")
    assert check(request(), timeout=TIME_LIMIT).status == 1
    fails(lambda: check(request(service="nobody"), timeout=TIME_LIMIT), grpc.StatusCode.NOT_FOUND)


@case
def health_watch():
    request = messages["grpc.health.v1.HealthCheckRequest"]
    watch = plain.server("Watch", "grpc.health.v1.Health")
    serving, unknown = watch(request(), timeout=TIME_LIMIT), watch(request(service="nobody"), timeout=TIME_LIMIT)
    assert (next(serving).status, next(unknown).status) == (1, 3)
    serving.cancel(), unknown.cancel()


def reflect(version):
    service, package = f"grpc.reflection.{version}.ServerReflection", f"grpc.reflection.{version}"
    request = messages[f"{package}.ServerReflectionRequest"]
    questions = [request(list_services=""), request(file_containing_symbol="roi.testing.Interop.Unary"), request(file_by_filename="nothing.proto")]
    services, file, unknown = plain.duplex("ServerReflectionInfo", service)(iter(questions), timeout=TIME_LIMIT)
    names = {s.name for s in services.list_services_response.service}
    assert {"roi.testing.Interop", "grpc.health.v1.Health", service} <= names, names
    from google.protobuf import descriptor_pb2
    found = descriptor_pb2.FileDescriptorProto.FromString(file.file_descriptor_response.file_descriptor_proto[0])
    assert found.package == "roi.testing"
    assert unknown.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


@case
def reflection_v1():
    reflect("v1")


@case
def reflection_v1alpha():
    reflect("v1alpha")


def described(answer):
    return dict(part.split("=", 1) for part in answer.description.split(";"))


for name, run in cases.items():
    try:
        run()
        print(json.dumps({"case": name, "ok": True, "detail": ""}), flush=True)
    except BaseException:
        print(json.dumps({"case": name, "ok": False, "detail": traceback.format_exc()}), flush=True)
