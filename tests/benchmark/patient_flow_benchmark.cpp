// A five-step emergency department with ten resources for a year, by Wardtwin from scenario text,
// statistics on. simpy_ed.py is the same model in SimPy: run them side by side. Also the library's
// 450 beds for a year, and 150 replications of the stroke units.
#include <benchmark/benchmark.h>

#include "scenarios/compiler/hospital.h"
#include "scenarios/run/flow_replication.h"
#include "scenarios/run/run.h"

namespace wardtwin::run {
namespace {

constexpr const char* kDepartment = R"(
scenario: five_steps
format: 1
duration: 365 d
people:
  resources:
    clerk: { units: 1 }
    triage_nurse: { units: 2 }
    bay: { kind: bed, units: 12 }
    nurse: { units: 4 }
    doctor: { units: 4 }
    xray: { kind: equipment, units: 1 }
    ct: { kind: equipment, units: 1 }
    laboratory: { kind: equipment, units: 2 }
    pharmacist: { units: 1 }
    porter: { units: 2 }
  pathways:
    patient:
      arrive: { every: exponential(mean 12 min) }
      target: 4 h
      steps:
        registration: { with: clerk, takes: exponential(mean 4 min), then: triage }
        triage: { with: triage_nurse, takes: exponential(mean 8 min), then: examination }
        examination:
          seize: bay
          with: [nurse, doctor]
          takes: exponential(mean 20 min)
          then: { film: 30 %, scan: 10 %, blood: 30 %, discharge: 30 % }
        film: { with: [porter, xray], takes: exponential(mean 15 min), then: discharge }
        scan: { with: [porter, ct], takes: exponential(mean 20 min), then: discharge }
        blood: { with: laboratory, takes: exponential(mean 25 min), then: discharge }
        discharge: { with: pharmacist, takes: exponential(mean 6 min), release: [bay], then: leave }
)";

void report(benchmark::State& state, const results::Replication& r, std::uint64_t events) {
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.counters["time_min"] = r.pathways[0].time.mean() / 60;
  state.counters["arrived"] = static_cast<double>(r.pathways[0].arrived);
}

void FlowEdYear(benchmark::State& state) {
  const auto h = compiler::compile_text(kDepartment, "five_steps.yaml");
  std::uint32_t k = 0;
  std::uint64_t events = 0;
  results::Replication r;
  for (auto _ : state) {
    r = run_flow(h, {1, k++});
    events += r.events;
  }
  report(state, r, events);
}
BENCHMARK(FlowEdYear)->Unit(benchmark::kMillisecond);

std::string library(const char* name) { return std::string(WARDTWIN_ROOT) + "/scenarios/" + name; }

void FlowHospitalYear(benchmark::State& state) {
  const auto h = compiler::compile_file(library("district_hospital.yaml"), {});
  std::uint32_t k = 0;
  std::uint64_t events = 0;
  results::Replication r;
  for (auto _ : state) {
    r = run_flow(h, {1, k++});
    events += r.events;
  }
  report(state, r, events);
}
BENCHMARK(FlowHospitalYear)->Unit(benchmark::kMillisecond);

void FlowStroke150(benchmark::State& state) {
  const auto h = compiler::compile_file(library("acute_stroke_unit.yaml"), {});
  std::uint64_t events = 0;
  for (auto _ : state)
    for (std::uint32_t k = 0; k < 150; ++k) events += run_flow(h, {1, k}).events;
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(FlowStroke150)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace wardtwin::run
