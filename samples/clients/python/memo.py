"""Hands a memo in to RoiApp, shows how far it is, prints whom it tells of. Usage: memo.py FILE"""
import os
import sys
import time

import grpc
from roi.v1 import report_pb2 as report
from roi.v1 import workflows_pb2 as roi
from roi.v1 import workflows_pb2_grpc as rpc

ADDRESS = "127.0.0.1:" + os.environ.get("ROI_API_GRPC_PORT", "8082")
# A watch is silent while nothing happens: pings tell a long silence from a dead connection.
KEEP_ALIVE = [("grpc.keepalive_time_ms", 20_000), ("grpc.keepalive_timeout_ms", 10_000), ("grpc.http2.max_pings_without_data", 0)]
FINAL = (roi.WORKFLOW_STATUS_COMPLETED, roi.WORKFLOW_STATUS_FAILED, roi.WORKFLOW_STATUS_CANCELLED)


def parts(path):
    yield roi.SubmitRequest(metadata=roi.SubmitMetadata(file_name=os.path.basename(path), target_language="en"))
    with open(path, "rb") as content:
        while chunk := content.read(128 * 1024):
            yield roi.SubmitRequest(content=chunk)


def watch_to_the_end(workflows, workflow_id):
    seen = 0
    while True:
        try:
            for event in workflows.Watch(roi.WatchWorkflowRequest(id=workflow_id, after_seq=seen)):
                seen = event.seq
                percent = f"{event.percent.value:3.0f} %" if event.HasField("percent") else "     "
                print(f"{percent} {event.type:16} {event.message or event.segment.text}", flush=True)
                if event.HasField("workflow") and event.workflow.status in FINAL:
                    return
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
            time.sleep(1)  # The server restarts: it goes on after the last event that was seen.


def main(path):
    with grpc.insecure_channel(ADDRESS, KEEP_ALIVE) as channel:
        workflows = rpc.WorkflowsStub(channel)
        submitted = workflows.Submit(parts(path), timeout=600)
        watch_to_the_end(workflows, submitted.id)
        memo = workflows.Get(roi.GetWorkflowRequest(id=submitted.id, view=roi.WORKFLOW_VIEW_FULL), timeout=30)
    if memo.status != roi.WORKFLOW_STATUS_COMPLETED:
        sys.exit(f"{memo.error.code}: {memo.error.message}")
    for contact in memo.report.contacts:
        name, company = contact.name.value or "somebody", contact.company.value or "no company named"
        print(f"Contact: {name}, {company}, priority {report.Priority.Name(contact.priority)}")
        for item in contact.action_items:
            print(f"  to do: {item.text}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except grpc.RpcError as error:
        problem = dict(error.trailing_metadata() or ()).get("problem-type", "")
        sys.exit(f"{error.code().name} {problem}: {error.details()}")
