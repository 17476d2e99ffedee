#include "network_models/lorawan/cell.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network_models/propagation/formulas.h"
#include "sim/base/error.h"

namespace wardtwin::lorawan {
namespace {

// Further below the weakest signal that anybody can hear, power is no interference either.
constexpr Decibels kNegligible{20};

}  // namespace

Cell::Cell(const CellSetup& setup)
    : setup_(setup),
      inlet_(setup.sources, setup.seed),
      air_(setup.lorawan, setup.gateways.size()),
      devices_(setup.devices.size()),
      gateways_(setup.gateways.size()),
      statistics_(setup.flows, setup.warm_up) {
  WARDTWIN_ASSERT(setup.loss.size() == devices_.size() * gateways_.size(),
                  "a loss for every device and gateway");
  make_tables();
  make_reaches();
  for (std::uint32_t i = 0; i < devices_.size(); ++i) make_device(i);
  add_sources();
}

void Cell::make_tables() {
  const LorawanDef& def = setup_.lorawan;
  noise_dbm_ = propagation::noise_floor(def.bandwidth, def.noise_figure).value;
  for (int sf = kLowestSf; sf <= kHighestSf; ++sf) {
    const auto i = static_cast<std::size_t>(sf - kLowestSf);
    symbol_[i] = symbol_time(sf, def.bandwidth) * def.window_symbols;
    device_sensitivity_[i] = to_milliwatts(Dbm{noise_dbm_} + demodulation_snr(sf)).value;
    for (int bytes = 0; bytes < 256; ++bytes)
      airtime_.push_back(
          airtime({sf, def.bandwidth, def.coding_rate, def.preamble, true, true}, bytes));
  }
  for (int step = 0; step <= kMostPowerSteps; ++step) {
    const Dbm p = def.device_power - Decibels{2.0 * step};
    device_mw_[static_cast<std::size_t>(step)] = to_milliwatts(p).value;
    const double slope = (def.tx_current - def.tx_current_7dbm) / 8;
    tx_current_[static_cast<std::size_t>(step)] =
        std::max(def.tx_current + slope * (p.value - 15), def.tx_current_7dbm / 4);
  }
}

void Cell::make_reaches() {
  const LorawanDef& def = setup_.lorawan;
  const Dbm most = std::max({def.device_power, def.gateway_power, def.gateway_rx2_power});
  const Dbm least = std::min(sensitivity(def.receiver, kHighestSf, def.bandwidth, def.noise_figure),
                             to_dbm({device_sensitivity_.back()}));
  const double farthest = (most - least + kNegligible).value + 3 * def.fading.value;
  const double* loss = setup_.loss.data();
  for (std::size_t d = 0; d < devices_.size(); ++d) {
    first_reach_.push_back(static_cast<std::uint32_t>(reaches_.size()));
    for (std::uint32_t g = 0; g < gateways_.size(); ++g, ++loss)
      if (*loss <= farthest) reaches_.push_back({g, std::pow(10, -*loss / 10)});
  }
  first_reach_.push_back(static_cast<std::uint32_t>(reaches_.size()));
  std::vector<double>().swap(setup_.loss);
}

void Cell::obstruct(Time, const radio::ExtraLoss& extra, std::vector<flow::LinkChange>&) {
  if (open_.empty())
    for (const Reach& r : reaches_) open_.push_back(r.gain);
  for (std::uint32_t d = 0; d < devices_.size(); ++d)
    for (std::uint32_t r = first_reach_[d]; r < first_reach_[d + 1]; ++r) {
      const radio::LinkEnd device{.device = setup_.devices[d].device};
      const radio::LinkEnd gateway{.entry = setup_.gateways[reaches_[r].gateway]};
      const double more = extra(device, gateway).value;
      reaches_[r].gain = open_[r] * (more > 0 ? std::pow(10, -more / 10) : 1);
    }
}

double Cell::gain(std::uint32_t device, std::size_t gateway) const {
  for (const Reach& r : reaches(device))
    if (r.gateway == gateway) return r.gain;
  return 0;
}

void Cell::make_device(std::uint32_t device) {
  const LorawanDef& def = setup_.lorawan;
  Device& d = devices_[device];
  d.random = Stream(setup_.seed, setup_.devices[device].device, Purpose::backoff);
  d.fading = Stream(setup_.seed, setup_.devices[device].device, Purpose::fading);
  d.rate.sf = setup_.devices[device].sf;
  d.joined = !def.join;
  Reach best{flow::kNone, 0};
  for (const Reach& r : reaches(device))
    if (r.gain > best.gain) best = r;
  if (best.gateway != flow::kNone) ++gateways_[best.gateway].nearest_to;
  if (d.rate.sf == 0) d.rate.sf = fastest_heard(def, to_dbm({best.gain * device_mw_[0]}));
  d.ordered = d.rate;
  if (def.join) wake_at(device, from_seconds(seconds(def.join_spread) * d.random.uniform()));
}

void Cell::add_sources() {
  for (std::uint32_t i = 0; i < devices_.size(); ++i) {
    const flow::DeviceIndex d = setup_.devices[i].device;
    if (d >= device_at_.size()) device_at_.resize(d + 1, flow::kNone);
    device_at_[d] = i;
  }
  for (flow::SourceIndex s = 0; s < setup_.sources.size(); ++s) {
    const flow::Source& source = setup_.sources[s];
    if (source.device >= device_at_.size() || device_at_[source.device] == flow::kNone) continue;
    if (source.pattern == flow::Pattern::saturated)
      throw InputError(fmt::format("source {}: a LoRaWAN device cannot be saturated", s));
    Device& d = devices_[device_at_[source.device]];
    const int bytes = static_cast<int>(source.payload_bytes);
    if (bytes > payload_limit(source.downlink ? setup_.lorawan.rx2_sf : d.rate.sf))
      throw InputError(fmt::format(
          "source {}: {} B at spreading factor {}, where {} B fit in one frame; send less or use "
          "a lower spreading factor",
          s, bytes, source.downlink ? setup_.lorawan.rx2_sf : d.rate.sf,
          payload_limit(source.downlink ? setup_.lorawan.rx2_sf : d.rate.sf)));
    while (!source.downlink && payload_limit(d.slowest) < bytes) --d.slowest;
    inlet_.add(s, device_at_[source.device]);
  }
}

void Cell::run(Time until, radio::CellOutput& out) {
  out_ = &out;
  radio::run_until(until, inlet_, events_, downlink_end, now_,
                   [this](const auto& what) { handle(what); });
  out_ = nullptr;
}

void Cell::handle(const Event& e) {
  switch (e.kind) {
    case uplink_end: return ends(e.index);
    case downlink_end: return ends_downlink(e.index);
    case downlink_start: return starts(e.index);
    default: return e.at == devices_[e.index].wake ? woken(e.index) : void();
  }
}

void Cell::handle(const radio::Inward& in) {
  using What = radio::Inward::What;
  switch (in.what) {
    case What::nothing: return;
    case What::access_point_down: return gateway_switched(in.entry, false);
    case What::access_point_up: return gateway_switched(in.entry, true);
    default: break;
  }
  const flow::Source& source = inlet_.def(in.message);
  if (in.what == What::message) statistics_.generated(source.flow, in.message.created);
  if (source.downlink) return to_device(in.message, in.owner);
  Device& d = devices_[in.owner];
  drop_expired(d);
  if (d.queue.size() >= static_cast<std::uint32_t>(setup_.lorawan.queue_limit))
    return lose(in.message, flow::LossCause::radio_queue_full);
  d.queue.push(in.message);
  serve(in.owner);
}

std::uint64_t Cell::held_by(const Device& d, flow::FlowIndex flow) const {
  const auto counts = [&](const radio::Message& m) {
    return inlet_.def(m).flow == flow && statistics_.counts(m.created) ? 1u : 0u;
  };
  std::uint64_t n = d.busy && !d.received ? counts(d.current) : 0;
  return n + radio::held_in(d.queue, flow, inlet_, statistics_) +
         radio::held_in(d.down, flow, inlet_, statistics_);
}

std::uint64_t Cell::held(flow::FlowIndex flow) const {
  std::uint64_t n = inlet_.held(flow, statistics_);
  for (const Device& d : devices_) n += held_by(d, flow);
  for (const Downlink& d : downlinks_)
    if (d.used && d.has_message && inlet_.def(d.message).flow == flow &&
        statistics_.counts(d.message.created))
      ++n;
  return n;
}

radio::Energy Cell::energy(flow::DeviceIndex device, Time now) const {
  const std::uint32_t index = device_at_[device];
  const Device& d = devices_[index];
  const LorawanDef& def = setup_.lorawan;
  const Time rx = setup_.devices[index].class_c ? now - d.tx_time : d.rx_time;
  radio::Energy e;
  e[radio::RadioState::transmit] = d.tx_charge * def.voltage;
  e[radio::RadioState::receive] = seconds(rx) * def.rx_current * def.voltage;
  e[radio::RadioState::sleep] = seconds(now - d.tx_time - rx) * def.sleep_current * def.voltage;
  return e;
}

void Cell::restart_statistics(Time) {
  counters_ = {};
  for (Gateway& g : gateways_) g.air = {};
}

radio::AirCounts Cell::air_counts(std::uint32_t entry) const {
  for (std::size_t g = 0; g < gateways_.size(); ++g) {
    if (setup_.gateways[g] != entry) continue;
    radio::AirCounts counts = gateways_[g].air;
    counts.attached = gateways_[g].nearest_to;
    return counts;
  }
  return {};
}

void Cell::lose(const radio::Message& m, flow::LossCause cause) {
  statistics_.lost(inlet_.def(m), m, cause, m.alarm);
}

}  // namespace wardtwin::lorawan
