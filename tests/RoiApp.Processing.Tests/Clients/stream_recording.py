#!/usr/bin/python3
"""Streams a recording or transcript to Processing and prints what comes back, a line for each event.

usage: stream_recording.py HOST:PORT PROTO_DIRECTORY FILE [--language TAG] [--target TAG] [--chunk BYTES] [--cancel-after-first EVENT]
                           [--hold options|content|end]

--hold says so and stops for good before the options, in the middle of the content, or after the content without an end.
Needs python3-grpcio and python3-grpc-tools. The stubs are generated anew on each run, from the project's own contract.
"""
import argparse
import os
import sys
import tempfile
import threading

import grpc
import grpc_tools
from grpc_tools import protoc

TRANSCRIPTS = (".txt", ".vtt", ".srt")


def generate_stubs(protos, out):
    files = [os.path.join("roi", "v1", name) for name in ("report.proto", "processing.proto")]
    well_known = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
    arguments = ["protoc", "-I", protos, "-I", well_known, f"--python_out={out}", f"--grpc_python_out={out}"]
    if protoc.main(arguments + [os.path.join(protos, name) for name in files]) != 0:
        sys.exit("The stubs could not be generated.")
    sys.path.insert(0, out)


def requests(pb, options, path, chunk, hold):
    def reached(point):
        if point == hold:
            print(f"holding {point}", flush=True)
            threading.Event().wait()

    reached("options")
    yield pb.ProcessRequest(options=options)
    with open(path, "rb") as content:
        while data := content.read(chunk):
            yield pb.ProcessRequest(content=data)
            if 2 * content.tell() >= min(options.content_bytes, 1 << 19):
                reached("content")
    reached("end")


def describe(event):
    kind = event.WhichOneof("event")
    body = getattr(event, kind)
    words = []
    for field, value in body.ListFields():
        if field.name == "words":
            words.append(f"words={len(value)}")
        elif field.name == "step":
            words.append(field.enum_type.values_by_number[value].name.replace("STEP_NAME_", "").lower())
        elif field.name in ("percent", "overall_percent"):
            words.append(f"{field.name}={value.value:.1f}")
        elif field.name == "engine":
            words.append(f"engine={value.name}/{value.version}")
        else:
            words.append(f"{field.name}={str(value).strip()}".replace("\n", " "))
    return f"{kind} {' '.join(words)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("protos")
    parser.add_argument("file")
    parser.add_argument("--language", default="auto")
    parser.add_argument("--target", default="")
    parser.add_argument("--chunk", type=int, default=64 * 1024)
    parser.add_argument("--cancel-after-first", default="")
    parser.add_argument("--hold", default="", choices=("", "options", "content", "end"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        generate_stubs(args.protos, out)
        from roi.v1 import processing_pb2 as pb
        from roi.v1 import processing_pb2_grpc as rpc

        options = pb.ProcessOptions(
            workflow_id="python-client",
            file_name=os.path.basename(args.file),
            source=pb.SOURCE_KIND_TRANSCRIPT if args.file.endswith(TRANSCRIPTS) else pb.SOURCE_KIND_AUDIO,
            language=args.language,
            target_language=args.target,
            content_bytes=os.path.getsize(args.file),
        )
        with grpc.insecure_channel(args.address) as channel:
            call = rpc.ProcessingStub(channel).Process(requests(pb, options, args.file, args.chunk, args.hold), timeout=600)
            try:
                for event in call:
                    print(describe(event), flush=True)
                    if args.cancel_after_first and event.WhichOneof("event") == args.cancel_after_first:
                        call.cancel()
            except grpc.RpcError as error:
                trailers = " ".join(f"{key}={value}" for key, value in error.trailing_metadata() or ())
                print(f"status {error.code().name} {error.details()} {trailers}", flush=True)
                return 1
    print("status OK", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
