"""A scheduler on another computer is spoken to with TLS or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.certificates import make_certificates

from analysis.build import cluster
from analysis.build.cluster import Tls
from analysis.ground.errors import InputError

pytest.importorskip("distributed")
from distributed import LocalCluster
from distributed.security import Security


def problems_of(error: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str]]:
    assert all("Traceback" not in str(problem) for problem in error.value.problems)
    return [(problem.code, problem.found) for problem in error.value.problems]


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    made = make_certificates(tmp_path)
    return Tls(made.ca, made.cert, made.key)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.1:8786",
        "tcp://rekenserver:8786",
        "rekenserver:8786",
        "10.0.0.1:8786",
        "nergens",
        "tcp://127.0.0.1.statistiek.example:8786",
        "tcp://0.0.0.0:8786",
        "tcp://[fe80::1]:8786",
        "tcp://localhost@10.0.0.1:8786",
        "ws://10.0.0.1:8786",
        "ucx://10.0.0.1:8786",
        "TCP://10.0.0.1:8786",
    ],
)
def test_another_computer_without_tls_is_refused_with_how_to_do_it(address):
    with pytest.raises(InputError) as error:
        cluster.security_for(address, Tls())
    assert problems_of(error) == [("F721", f'"{address}", zonder versleuteling')]
    assert "--tls-ca-file" in error.value.problems[0].action


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "localhost:8786", "tcp://localhost:1", "tcp://[::1]:8786"],
)
def test_this_computer_needs_none(address):
    assert cluster.security_for(address, Tls()) is None


def test_certificates_for_an_address_that_does_not_use_them_are_refused(tls):
    with pytest.raises(InputError) as error:
        cluster.security_for("tcp://127.0.0.1:8786", tls)
    assert problems_of(error)[0][0] == "F721"


def test_what_is_not_given_is_named_all_at_once(tls):
    with pytest.raises(InputError) as error:
        cluster.security_for("tls://rekenserver:8786", Tls(ca=tls.ca))
    assert [(one.code, one.file) for one in error.value.problems] == [
        ("F722", "--tls-cert"),
        ("F722", "--tls-key"),
    ]


def test_the_settings_of_dask_do_as_well(tls):
    import dask

    with dask.config.set(
        {
            "distributed.comm.tls.ca-file": str(tls.ca),
            "distributed.comm.tls.client.cert": str(tls.cert),
            "distributed.comm.tls.client.key": str(tls.key),
        }
    ):
        security = cluster.security_for("tls://rekenserver:8786", Tls())
    assert security.tls_ca_file == str(tls.ca)
    assert security.require_encryption


@pytest.mark.parametrize("which", ["no file", "no PEM", "key of another", "folder"])
def test_files_that_do_not_do_are_named(tls, tmp_path, which):
    other = {
        "no file": tmp_path / "nergens.pem",
        "no PEM": tmp_path / "tekst.pem",
        "key of another": make_certificates(tmp_path, "ander").key,
        "folder": tmp_path,
    }[which]
    if which == "no PEM":
        other.write_text("geen sleutel", encoding="utf-8")
    with pytest.raises(InputError) as error:
        cluster.security_for("tls://rekenserver:8786", Tls(tls.ca, tls.cert, other))
    assert problems_of(error)[0][0] == "F722"


def test_certificates_without_a_scheduler_fit_nothing(tls):
    with pytest.raises(InputError, match="past niet samen"):
        cluster.security_for(None, tls)


def local_cluster(tls: Tls | None) -> LocalCluster:
    security = None
    if tls is not None:
        cert, key = str(tls.cert), str(tls.key)
        security = Security(
            require_encryption=True,
            tls_ca_file=str(tls.ca),
            tls_scheduler_cert=cert,
            tls_scheduler_key=key,
            tls_worker_cert=cert,
            tls_worker_key=key,
            tls_client_cert=cert,
            tls_client_key=key,
        )
    return LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        host="127.0.0.1",
        protocol="tls://" if tls else "tcp://",
        security=security,
        silence_logs=50,
    )


def test_a_cluster_with_tls_works_for_who_has_a_certificate_and_for_nobody_else(tls, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    other = make_certificates(tmp_path, "ander")
    with local_cluster(tls) as made:
        assert made.scheduler_address.startswith("tls://127.0.0.1:")
        with cluster.connected(made.scheduler_address, tls) as client:
            assert client.submit(sum, [1, 2]).result(timeout=3) == 3
            assert all(name.startswith("tls://") for name in client.scheduler_info(n_workers=-1)["workers"])
        for stranger, address in (
            (Tls(other.ca, other.cert, other.key), made.scheduler_address),
            (Tls(tls.ca, other.cert, other.key), made.scheduler_address),
            (Tls(), made.scheduler_address.replace("tls:", "tcp:")),
        ):
            with pytest.raises(InputError, match="niet te bereiken"):
                cluster.connected(address, stranger)


def test_a_cluster_on_this_computer_works_without():
    with local_cluster(None) as made, cluster.connected(made.scheduler_address, Tls()) as client:
        assert client.submit(sum, [1, 2]).result(timeout=3) == 3


def test_a_scheduler_or_worker_that_listens_to_the_network_is_refused():
    found = {
        "address": "tcp://192.168.1.5:8786",
        "workers": {"tcp://127.0.0.1:1": {}, "tcp://10.0.0.7:2": {}},
    }
    with pytest.raises(InputError) as error:
        cluster.check_places(found)
    assert problems_of(error) == [
        ("F721", '"tcp://192.168.1.5:8786", zonder versleuteling'),
        ("F721", '"tcp://10.0.0.7:2", zonder versleuteling'),
    ]
    assert "--host 127.0.0.1" in error.value.problems[0].action
    cluster.check_places({"address": "tcp://127.0.0.1:1", "workers": {}})
