#pragma once

#include <string>
#include <vector>

#include "scenarios/compiler/hospital.h"
#include "sim/results/coverage.h"

/// What a survey of the building would find, and how much of the air its devices ask for.
///
/// Model       Power of every site at the middle of every cell of a raster, 1 m above the floor, with
///             the walls and the shadowing that the devices of the scenario have; sites of the same
///             storey and those above and below. Airtime: what each device sends when it runs, at
///             the rate of its strongest access point, without retries.
/// Valid for   Devices at rest; storeys of the building.
/// Leaves out  Antenna patterns, interference between sites, alarms and other messages on event.
/// Checked by  tests/scenario/coverage_test.cpp
namespace wardtwin::analysis {

/// What a hospital's wireless LAN must keep to carry monitors. Published: -65 dBm everywhere and 12 to
/// 16 monitors per access point (a monitor vendor's envelope); SNR 25 dB, utilisation below 50 %
/// (guide to medical WLANs).
struct Limits {
  Dbm rssi{-65};
  Decibels snr{25};
  double utilisation = 0.5;
  int monitors = 16;
  double area = 0.95;  ///< share of a room that must keep the first two
};

/// One room in one band. Values are those that `Limits::area` of the room has at least.
struct RoomCover {
  std::string band, room;
  std::uint32_t floor = 0;
  Dbm rssi{0}, second{0};  ///< of the strongest site, and of the next
  Decibels snr{0};
  double rate = 0;     ///< bit/s
  double audible = 0;  ///< sites, mean over the room
  std::string best;    ///< strongest in most of the room
  bool weak = false, noisy = false;
  Dbm rssi_shut{0};        ///< with every door of the building shut, of wood
  bool weak_shut = false;  ///< then
};

struct SiteLoad {
  std::string site, channel;
  std::uint32_t devices = 0, monitors = 0;  ///< that hear it best
  double airtime = 0;                       ///< share of time, beacons included
  bool crowded = false;
};

/// Access points that share one channel and hear each other, directly or over others.
struct ChannelLoad {
  std::string channel;
  std::vector<std::string> sites;
  double airtime = 0;  ///< of one that hears most, with all that it hears
  /// Of all pairs, those that only others join: they may send at once, and one between them that
  /// hears both waits for both.
  double deaf_pairs = 0;
  bool full = false;
};

struct Coverage {
  Limits limits;
  std::vector<RoomCover> rooms;
  std::vector<SiteLoad> sites;        ///< of the wireless LAN
  std::vector<ChannelLoad> channels;  ///< of the wireless LAN
  std::vector<results::CoverageMap> maps;
};

Coverage coverage_of(const compiler::Hospital& hospital, const Limits& limits = {});

std::string text(const Coverage& coverage);

}  // namespace wardtwin::analysis
