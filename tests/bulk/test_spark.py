"""A real Spark cluster, a master and two workers on this machine, gives the same answers to the row."""

from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from benchmarks.generate import generate
from rules import Rulebook
from tests.bulk import cluster, tables
from tests.command import Run, Tongtui

_FOR_FEW_ROWS = """
spark.sql.shuffle.partitions 2
spark.sql.codegen.wholeStage false
spark.sql.adaptive.enabled false
spark.sql.autoBroadcastJoinThreshold -1
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
"""A few hundred rows are not worth two hundred partitions, nor compiled code."""


def _results(told: Run, out: Path) -> list[tables.Row]:
    assert told.code == 0, told.err
    return tables.rows_of(row for file in out.glob("*.parquet") for row in parquet.read_table(file).to_pylist())


@pytest.mark.skipif(cluster.JAVA is None, reason="Spark needs Java 17, and there is no java on the PATH")
@pytest.mark.filterwarnings("ignore")  # of pyspark and what it imports
def test_a_cluster_of_two_workers_screens_as_the_rulebook_decides(
    tongtui: Tongtui, rulebook: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    (tmp_path / "spark-defaults.conf").write_text(_FOR_FEW_ROWS)
    random = tables.random_dossiers(200, seed=59)
    file = tmp_path / "dossiers.jsonl"
    file.write_text("\n".join(each.model_dump_json() for each in random), encoding="utf-8")
    generate(tmp_path / "history", rows=200)
    assert tongtui("screen", tmp_path / "history", "--out", tmp_path / "duckdb.parquet").code == 0
    with cluster.cluster(tmp_path / "cluster") as url:
        spark = ("--engine", "spark", "--master", url, "--out")
        of_file = _results(tongtui("screen", file, *spark, tmp_path / "file.parquet"), tmp_path / "file.parquet")
        told = tongtui("screen", tmp_path / "history", *spark, tmp_path / "history.parquet")
        of_history = _results(told, tmp_path / "history.parquet")
    assert [row | {"declaration": row["declaration"] - 1} for row in of_file] == tables.decided(rulebook, random)
    assert of_history == tables.rows_of(parquet.read_table(tmp_path / "duckdb.parquet").to_pylist())
    assert len({(row["outcome"], row["tax_relief"]) for row in of_history}) > 4
