#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenarios/cli/commands.h"
#include "scenarios/cli/progress.h"
#include "scenarios/compiler/future.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/recording/recording.h"
#include "scenarios/run/code_host.h"
#include "scenarios/run/run.h"
#include "scenarios/twin/live.h"
#include "sim/base/error.h"

namespace wardtwin::cli {
namespace {

struct Arguments {
  std::string file, replay, key, shows;
  double speed = 1;
  std::vector<std::string> sets;
  twin::SessionOptions options;
  twin::LiveOptions live;
  bool quiet = false, no_forecasts = false, no_waveforms = false;
};

// The same names for the same people as long as the recording goes on.
importing::Pseudonyms* names_of(const Arguments& a, std::optional<importing::Pseudonyms>& names) {
  if (a.key.empty()) {
    if (std::filesystem::exists(a.options.recording))
      throw InputError(fmt::format(
          "'{}' is there already, and whose names are in it only their key tells\n  Write --key "
          "FILE with the key it was made with, or another --record.",
          a.options.recording));
    return &names.emplace();
  }
  std::ifstream in(a.key, std::ios::binary);
  if (!in) throw InputError(fmt::format("cannot read the key '{}'", a.key));
  return &names.emplace(std::string(std::istreambuf_iterator<char>(in), {}));
}

void listen(const Arguments& a, twin::Session& session, const compiler::Hospital& hospital,
            const importing::Pseudonyms& names, const twin::LiveClock& clock) {
  twin::LiveOptions live = a.live;
  live.stop = &stop_asked;
  catch_stop();
  session.resume();
  twin::Decoder decoder(hospital, names, clock);
  twin::listen(session, decoder, clock, live);
}

// A hospital that is played has a clock of its own.
twin::LiveClock clock_of(const Arguments& a, std::int64_t midnight) {
  twin::LiveClock clock{.begin = midnight};
  if (a.shows.empty()) return clock;
  const auto shows = compiler::read_clock(a.shows);
  if (!shows)
    throw InputError(fmt::format("--shows '{}' is not a time of day\n  Write 08:00.", a.shows));
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return {now.tv_sec * 1'000'000 + now.tv_nsec / 1000, *shows, a.speed};
}

int run_twin(const Arguments& a) {
  const bool live = !a.live.mqtt.empty() || !a.live.mllp_listen.empty();
  if (a.replay.empty() == !live)
    throw InputError(
        "a twin listens to a live hospital or to a recording\n  Write --mqtt mqtt://127.0.0.1:1883 "
        "or --mllp-listen 127.0.0.1:2575 or both, or --replay LOG; wardtwin run FILE --recording "
        "LOG makes one.");
  compiler::Hospital hospital = compiler::compile_file(a.file, a.sets);
  run::refuse_code_in("twin", hospital);
  if (a.no_waveforms) twin::leave_waveforms_out(hospital);
  if (hospital.bench || hospital.only_pathways())
    throw InputError("a twin is of a hospital with a building and its people");
  if (!hospital.pathways.empty() || !hospital.patients.recorded.empty())
    throw InputError(
        "a twin's forecasts draw who comes from people: units: NAME: patients:\n  Leave people: "
        "pathways: and people: recorded: out of the scenario that it is given.");
  if (a.speed != 1 && a.shows.empty())
    throw InputError(
        "--speed is of a hospital that is played, which has a clock of its own\n  Write --shows "
        "with "
        "what it shows now, such as --shows 08:00.");
  twin::SessionOptions options = a.options;
  options.forecasts = !a.no_forecasts;
  if (live && options.recording.empty() && !options.output.empty())
    options.recording = options.output + ".log";
  if (live && !a.shows.empty() && std::filesystem::exists(options.recording))
    throw InputError(
        fmt::format("'{}' is there already, and a hospital that is played is not "
                    "taken up again\n  Write another --record.",
                    options.recording));
  if (live) {
    const std::int64_t before = recording::midnight_of(options.recording);
    options.midnight = before != 0 ? before : twin::midnight_before(std::time(nullptr) * 1'000'000);
  }
  if (!a.quiet)
    options.say = [](const std::string& line) {
      fmt::print("{}\n", line);
      std::fflush(stdout);
    };
  std::optional<importing::Pseudonyms> names;
  Arguments known = a;
  known.options = options;
  if (live) names_of(known, names);
  twin::Session session(hospital, compiler::compile_what_if(a.file, a.sets), options);
  if (live)
    listen(a, session, hospital, *names, clock_of(a, options.midnight));
  else
    session.replay(a.replay);
  session.finish();
  if (!a.quiet) fmt::print("\n");
  fmt::print("{}", twin::text(session.file()));
  if (!options.output.empty()) fmt::print("\nThe twin is in {}\n", options.output);
  return kDone;
}

}  // namespace

void add_twin(CLI::App& app, Chosen& chosen) {
  const auto a = std::make_shared<Arguments>();
  a->options.jobs = run::processors();
  auto* c = app.add_subcommand(
      "twin", "Keep step with a hospital: mirror it, find what changes, look ahead.");
  c->add_option("FILE", a->file, "scenario file of the hospital")->required();
  c->add_option("--replay", a->replay, "a recording, instead of a live hospital");
  c->add_option("--mqtt", a->live.mqtt, "broker to listen to, such as mqtt://127.0.0.1:1883");
  c->add_option("--topic", a->live.topics, "what to subscribe to; everything unless written");
  c->add_option("--announce", a->live.announce, "topic below which it tells what it finds");
  c->add_option("--mllp-listen", a->live.mllp_listen,
                "where to take HL7 messages, such as 127.0.0.1:2575");
  c->add_option("--allow-remote", a->live.allow_remote, "a host beyond this machine");
  c->add_option("--shows", a->shows,
                "clock of a hospital that is played, as the twin starts; such as 08:00");
  c->add_option("--speed", a->speed, "how much faster than real it is played; 1")
      ->check(CLI::Range(0.001, 1000.0));
  c->add_option("--record", a->options.recording,
                "recording of what is heard live; OUTPUT.log unless written");
  c->add_option("--key", a->key, "file with the secret under which names of people are hashed");
  c->add_option("-o,--output", a->options.output, "file of the twin (HDF5)");
  c->add_option("--seed", a->options.seed, "root of the forecasts' random numbers");
  c->add_option("--jobs", a->options.jobs, "runs of a forecast at a time")
      ->check(CLI::Range(1, 1024));
  c->add_flag("--no-forecasts", a->no_forecasts, "mirror, estimate and find only");
  c->add_flag("--no-waveforms", a->no_waveforms,
              "forecasts without waveforms: faster, and without queues");
  add_sets(*c, a->sets);
  c->add_flag("--quiet", a->quiet, "print the tables only");
  c->callback([a, &chosen] { chosen = [a] { return run_twin(*a); }; });
}

}  // namespace wardtwin::cli
