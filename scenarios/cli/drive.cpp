#include "scenarios/live/drive.h"

#include <memory>

#include <unistd.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/cli/progress.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> sets;
  live::DriveOptions options;
  std::string mqtt = "3.1.1";
  double ramp_s = 10;
  bool quiet = false, unseen = false, gateways = false;
};

int drive(const Arguments& a) {
  const compiler::Hospital hospital = compiler::compile_file(a.file, a.sets);
  live::DriveOptions o = a.options;
  o.ramp = from_seconds(a.ramp_s);
  o.mqtt5 = a.mqtt == "5";
  o.subscribe = !a.unseen;
  if (a.gateways) o.side = live::Side::gateways;
  o.stop = &stop_asked;
  const bool terminal = ::isatty(STDERR_FILENO);
  if (!a.quiet)
    o.on_progress = [terminal](const std::string& line) {
      fmt::print(stderr, "{}{}", line, terminal ? "\x1b[K\r" : "\n");
    };
  catch_stop();
  const live::Driven driven = live::drive(hospital, o);
  fmt::print("{}", live::text_of(driven));
  if (!o.output.empty())
    fmt::print("\nResults are in {}{}\n", o.output,
               driven.complete ? "" : ".part (partial: the run was stopped)");
  return driven.complete ? kDone : kFailed;
}

}  // namespace

void add_drive(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  live::DriveOptions& o = a->options;
  auto* c = app.add_subcommand(
      "drive", "Run a scenario in real time and send its messages to real endpoints.");
  c->add_option("FILE", a->file, "scenario file")->required();
  c->add_option("--target", o.targets,
                "mqtt://HOST:PORT (mqtts, mllp, mllps, http, https); may be repeated")
      ->required()
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  c->add_option("--speed", o.speed, "simulated over real time; 1");
  c->add_flag(
      "--as-gateways", a->gateways,
      "send what the gateways hand on to the servers, when they do, instead of what devices send");
  c->add_option("--ramp", a->ramp_s, "time over which devices connect before it begins; 10 s")
      ->transform(
          CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 1e-3}, {"s", 1}, {"min", 60}}))
      ->check(CLI::Range(0.0, 3600.0));
  c->add_option("-o,--output", o.output, "results file (HDF5)");
  c->add_option("--mqtt", a->mqtt, "version of MQTT: 3.1.1 or 5")
      ->check(CLI::IsMember({"3.1.1", "5"}));
  c->add_option("--qos", o.qos, "of all messages, instead of their class's")
      ->check(CLI::Range(0, 2));
  c->add_option("--payloads", o.payloads, "templates, instead of devices/payloads.yaml");
  c->add_flag("--no-subscriber", a->unseen, "nobody of ours listens: no times from end to end");
  c->add_option("--metrics", o.metrics_port,
                "Prometheus text at this port of 127.0.0.1; 0: a free one")
      ->check(CLI::Range(0, 65535));
  c->add_option("--allow-remote", o.allow_remote, "host that is not this machine; may be repeated")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  c->add_option("--max-connections", o.limits.connections, "connections in all; 10,000");
  c->add_option("--max-rate", o.limits.messages,
                "messages a second, beyond it they are withheld; 50,000");
  c->add_option("--max-connect-rate", o.limits.connects, "connections made a second; 2,000");
  c->add_option("--keep-alive", o.keep_alive, "MQTT's, s; 60")->check(CLI::Range(1, 65535));
  c->add_option("--sources", o.sources, "addresses 127.0.0.x that connections come from")
      ->check(CLI::Range(0, 250));
  c->add_option("--ca", o.tls.authority,
                "certificates of authorities to trust (PEM), instead of the system's");
  auto* certificate =
      c->add_option("--cert", o.tls.certificate, "our certificate, where it is asked for (PEM)");
  c->add_option("--key", o.tls.key, "its key (PEM)")->needs(certificate);
  add_sets(*c, a->sets);
  c->add_flag("--quiet", a->quiet, "no progress");
  c->callback([a, &chosen] { chosen = [a] { return drive(*a); }; });
}

}  // namespace wardtwin::cli
