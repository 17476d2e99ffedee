#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.h"

/// Senders of which not all hear each other, frame by frame, by code of its own: no heaps, no cells,
/// nothing in one step.
namespace wardtwin::wifi::bench {

using Graph = std::vector<std::vector<int>>;  ///< by sender: others

struct OnGraph {
  Graph hears;               ///< symmetric
  Graph meets{};             ///< hidden from the sender, and its receiver hears them; empty: nobody
  std::vector<double> rate;  ///< messages a second, Poisson; 0: always has one
  Time data{248'000}, reply{44'000};  ///< on air; SIFS and acknowledgement
  Time sifs{16'000}, aifs{43'000}, slot{9'000};
  int cw_min = 15, cw_max = 1023, attempts = 255;
  std::size_t queue = 500;
};

struct Carried {
  std::vector<double> delivered, attempts,
      hit;  ///< by sender, a second; hit: by what it could not hear
};

/// Countdown freezes. Who hears one frame alone keeps quiet for its reply too; frames that begin at one
/// instant and hear each other are lost.
Carried on_graph(const OnGraph& g, Time span, std::uint64_t seed);

/// A row of so many, each hearing its neighbours; a ring; everybody hearing everybody.
Graph chain_of(int n);
Graph ring_of(int n);
Graph all_of(int n);

}  // namespace wardtwin::wifi::bench
