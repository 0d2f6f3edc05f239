"""The JSON schema of task files, for editors: `python -m triptych.agent.script.schema` prints it."""

import json

from .format import TaskFile

if __name__ == "__main__":
    print(json.dumps(TaskFile.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))
