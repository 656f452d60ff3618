"""Reads an exposition on standard input as Prometheus' own client library does, and writes each sample as a line of JSON."""
import json
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics

text = sys.stdin.read()
families = openmetrics.text_string_to_metric_families(text) if sys.argv[1] == "openmetrics" else parser.text_string_to_metric_families(text)
for family in families:
    for sample in family.samples:
        print(json.dumps({"type": family.type, "name": sample.name, "labels": sample.labels, "value": str(sample.value)}))
