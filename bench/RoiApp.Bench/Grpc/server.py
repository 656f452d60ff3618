"""The benchmark's service on grpcio's own server, working on bytes: not even parsing is held against it.

Says "listening on PORT" once it is ready.
"""
from concurrent import futures

import grpc

MESSAGE = b"\x0a\x64" + bytes(100)


def count_in(request):
    value, shift = 0, 0
    for byte in request[1:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value


def unary(request, context):
    return request


def stream(request, context):
    for _ in range(count_in(request)):
        yield MESSAGE


server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("roi.bench.Echo", {
    "Unary": grpc.unary_unary_rpc_method_handler(unary),
    "Stream": grpc.unary_stream_rpc_method_handler(stream),
}),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(f"listening on {port}", flush=True)
server.wait_for_termination()
