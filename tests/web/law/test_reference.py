"""What codes mean, told to anyone."""

from fastapi.testclient import TestClient


def test_anyone_can_ask_what_the_districts_are_called(client: TestClient) -> None:
    told = client.get("/v1/districts").json()["items"]
    assert [each["code"] for each in told] == sorted(each["code"] for each in told)
    assert {each["code"]: each["name"] for each in told}["2900"] == {"zh": "杭州海关", "en": "Hangzhou"}
    assert len(told) == 42
