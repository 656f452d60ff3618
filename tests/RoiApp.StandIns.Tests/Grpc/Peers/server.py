"""The test service on grpcio's own server.

usage: server.py DESCRIPTORS [PORT]; says "listening on PORT" once it is ready
"""
import sys
import threading
import time
from concurrent import futures

import grpc

from messages import Messages

messages = Messages(sys.argv[1])
Answer, Total, Nothing = (messages[f"roi.testing.{name}"] for name in ("Answer", "Total", "Nothing"))


def begin(context):
    headers = dict(context.invocation_metadata())
    if "x-echo-trailing-bin" in headers:
        context.set_trailing_metadata((("x-echo-trailing-bin", headers["x-echo-trailing-bin"]),))
    if "x-echo-initial" in headers:
        context.send_initial_metadata((("x-echo-initial", headers["x-echo-initial"]),))


def abort_if_asked(ask, context):
    if ask.status_code:
        code = next(code for code in grpc.StatusCode if code.value[0] == ask.status_code)
        context.abort(code, ask.status_message)


def answer_to(ask, size, index, context):
    answer = Answer(payload=bytes(size), index=index)
    if ask.describe:
        headers = dict(context.invocation_metadata())
        left = context.time_remaining()
        answer.description = ";".join((
            f"deadline={'none' if left is None else int(left * 1000)}",
            f"agent={headers.get('user-agent', '')}",
            f"attempts={headers.get('grpc-previous-rpc-attempts', '')}",
            f"port={port}",
        ))
    return answer


def empty(request, context):
    begin(context)
    return Nothing()


def unary(ask, context):
    begin(context)
    abort_if_asked(ask, context)
    return answer_to(ask, ask.response_bytes, 0, context)


def stream(ask, context):
    for index, size in enumerate(ask.response_sizes):
        time.sleep(ask.pause_ms / 1000)
        yield answer_to(ask, size, index, context)


def server_stream(ask, context):
    begin(context)
    yield from stream(ask, context)
    abort_if_asked(ask, context)


def client_stream(asks, context):
    begin(context)
    total = Total()
    for ask in asks:
        abort_if_asked(ask, context)
        total.bytes += len(ask.payload)
        total.messages += 1
    return total


def duplex(asks, context):
    begin(context)
    for ask in asks:
        abort_if_asked(ask, context)
        yield from stream(ask, context)


def sleep(ask, context):
    ended = threading.Event()
    context.add_callback(ended.set)
    ended.wait(30)
    return Answer()


KINDS = {
    "Empty": (grpc.unary_unary_rpc_method_handler, empty),
    "Unary": (grpc.unary_unary_rpc_method_handler, unary),
    "ServerStream": (grpc.unary_stream_rpc_method_handler, server_stream),
    "ClientStream": (grpc.stream_unary_rpc_method_handler, client_stream),
    "Duplex": (grpc.stream_stream_rpc_method_handler, duplex),
    "Sleep": (grpc.unary_unary_rpc_method_handler, sleep),
}


def handler(name):
    make, function = KINDS[name]
    request, response = messages.method(f"/roi.testing.Interop/{name}")
    return make(function, request_deserializer=request.FromString, response_serializer=response.SerializeToString)


compression = grpc.Compression.Gzip if "--gzip" in sys.argv else grpc.Compression.NoCompression
server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), compression=compression)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("roi.testing.Interop", {name: handler(name) for name in KINDS}),))
numbers = [argument for argument in sys.argv[2:] if argument.isdigit()]
port = server.add_insecure_port(f"127.0.0.1:{numbers[0] if numbers else 0}")
server.start()
print(f"listening on {port}", flush=True)
server.wait_for_termination()
