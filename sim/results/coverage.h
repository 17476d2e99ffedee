#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Maps of radio coverage in a file of their own, format in FORMAT.md.
namespace wardtwin::results {

/// One band over one storey, in square cells row by row from the corner (x0, y0).
struct CoverageMap {
  std::string band;
  std::uint32_t floor = 0;  ///< row of `floors`
  double x0 = 0, y0 = 0, step = 1;
  std::uint32_t columns = 0;
  std::vector<float> rssi_dbm;        ///< of the strongest site
  std::vector<std::uint8_t> audible;  ///< sites that are heard
};

/// Replaces what is at `path`. Throws InputError with the reason where it cannot be written.
void write_coverage(const std::string& path, const std::string& scenario,
                    const std::vector<std::string>& floors, const std::vector<CoverageMap>& maps);
std::vector<CoverageMap> read_coverage(const std::string& path);

}  // namespace wardtwin::results
