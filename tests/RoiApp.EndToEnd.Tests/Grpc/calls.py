#!/usr/bin/python3
"""Makes each call of roi.v1.Workflows as grpcio does, right and wrong, and ends with status 0 when the answers are as the .proto says.

usage: calls.py HOST:PORT PROTO_DIRECTORY MEMO
"""
import os
import sys
import tempfile

import grpc
from grpc_tools import protoc

address, protos, memo = sys.argv[1:4]
TIME_LIMIT = 60
MIB = 1024 * 1024


def generate(out):
    import pkg_resources

    well_known = pkg_resources.resource_filename("grpc_tools", "_proto")
    files = [os.path.join(protos, "roi", "v1", name) for name in ("report.proto", "workflows.proto")]
    assert protoc.main(["protoc", f"-I{protos}", f"-I{well_known}", f"--python_out={out}", f"--grpc_python_out={out}", *files]) == 0
    sys.path.insert(0, out)


def refused(call, code, problem=None, field=None):
    try:
        answer = call()
        list(answer) if hasattr(answer, "cancel") else None
    except grpc.RpcError as error:
        trailers = dict(error.trailing_metadata() or ())
        found = (error.code(), trailers.get("problem-type"), trailers.get("problem-field"))
        assert found == (code, problem, field), f"{found}: {error.details()}"
        assert error.details(), found
        return
    raise AssertionError(f"not refused: {answer}")


def walk(roi, workflows):
    def parts(content, **metadata):
        yield roi.SubmitRequest(metadata=roi.SubmitMetadata(**metadata))
        for chunk in content:
            yield roi.SubmitRequest(content=chunk)

    # SubmitAndWatch: a snapshot, then every event once, to the last.
    with open(memo, "rb") as file:
        content = file.read()
    events = list(workflows.SubmitAndWatch(parts([content[:100], content[100:]], file_name="some/path/memo.vtt", name="A visit"), timeout=TIME_LIMIT))
    states = [event for event in events if event.type not in ("progress", "partial")]
    assert states[0].type == "snapshot" and states[0].workflow.name == "A visit" and states[0].workflow.file_name == "memo.vtt", states[0]
    assert [event.seq for event in states] == list(range(states[0].seq, states[0].seq + len(states)))
    assert states[-1].type == "workflow.status" and states[-1].workflow.status == roi.WORKFLOW_STATUS_COMPLETED, states[-1]
    workflow_id = states[0].workflow_id

    # Watch: what followed, and nothing when there is nothing.
    everything = list(workflows.Watch(roi.WatchWorkflowRequest(id=workflow_id), timeout=TIME_LIMIT))
    assert [event.seq for event in everything] == list(range(1, states[-1].seq + 1))
    assert list(workflows.Watch(roi.WatchWorkflowRequest(id=workflow_id, after_seq=3), timeout=TIME_LIMIT)) == everything[3:]
    assert list(workflows.Watch(roi.WatchWorkflowRequest(id=workflow_id, after_seq=states[-1].seq), timeout=TIME_LIMIT)) == []

    # Get: basic and full.
    basic = workflows.Get(roi.GetWorkflowRequest(id=workflow_id), timeout=TIME_LIMIT)
    full = workflows.Get(roi.GetWorkflowRequest(id=workflow_id, view=roi.WORKFLOW_VIEW_FULL), timeout=TIME_LIMIT)
    assert not basic.transcript and not basic.HasField("report") and basic.last_seq == states[-1].seq
    assert len(full.transcript) == 4 and full.report.contacts[0].name.value == "Javier Robles" and full.content_bytes == len(content)

    # List: a page at a time, each row once.
    second = workflows.Submit(parts([b"Nobody was met."], file_name="memo.txt", target_language="none"), timeout=TIME_LIMIT)
    page = workflows.List(roi.ListWorkflowsRequest(page_size=1), timeout=TIME_LIMIT)
    assert len(page.workflows) == 1 and page.next_page_token
    seen = [page.workflows[0].id]
    while page.next_page_token and workflow_id not in seen:
        page = workflows.List(roi.ListWorkflowsRequest(page_size=1, page_token=page.next_page_token), timeout=TIME_LIMIT)
        seen += [one.id for one in page.workflows]
    assert second.id in seen and workflow_id in seen and len(seen) == len(set(seen)), seen

    # What is refused, and how.
    invalid, missing = grpc.StatusCode.INVALID_ARGUMENT, "01900000-0000-7000-8000-000000000000"
    refused(lambda: workflows.Get(roi.GetWorkflowRequest(id="42"), timeout=TIME_LIMIT), invalid, "/problems/invalid-field", "id")
    refused(lambda: workflows.Get(roi.GetWorkflowRequest(id=missing), timeout=TIME_LIMIT), grpc.StatusCode.NOT_FOUND, "/problems/workflow-not-found")
    refused(lambda: workflows.Watch(roi.WatchWorkflowRequest(id=missing), timeout=TIME_LIMIT), grpc.StatusCode.NOT_FOUND, "/problems/workflow-not-found")
    refused(lambda: workflows.Cancel(roi.CancelWorkflowRequest(id=workflow_id), timeout=TIME_LIMIT), grpc.StatusCode.FAILED_PRECONDITION, "/problems/wrong-state")
    refused(lambda: workflows.List(roi.ListWorkflowsRequest(page_size=101), timeout=TIME_LIMIT), invalid, "/problems/invalid-field", "page_size")
    refused(lambda: workflows.Submit(parts([bytes(MIB + 1)], file_name="a.wav"), timeout=TIME_LIMIT), invalid, "/problems/invalid-request")
    refused(lambda: workflows.Submit(parts([bytes(5 * MIB)], file_name="a.wav"), timeout=TIME_LIMIT), grpc.StatusCode.RESOURCE_EXHAUSTED)
    refused(lambda: workflows.Submit(parts([b"text"], file_name="a.wav"), timeout=TIME_LIMIT), invalid, "/problems/content-mismatch", "content")
    refused(lambda: workflows.Submit(iter([]), timeout=TIME_LIMIT), invalid, "/problems/invalid-request")


with tempfile.TemporaryDirectory() as out:
    generate(out)
    from roi.v1 import workflows_pb2, workflows_pb2_grpc
    with grpc.insecure_channel(address) as channel:
        walk(workflows_pb2, workflows_pb2_grpc.WorkflowsStub(channel))
