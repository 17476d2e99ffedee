#include "scenarios/run/code_host.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include <dlfcn.h>
#include <fmt/format.h>

#include "scenarios/compiler/hospital.h"
#include "sim/base/error.h"

namespace wardtwin::run {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "wardtwin/_code.so";

// Loaded only where a scenario has code, so that the program itself needs no Python. What it loads
// in turn must be seen by the interpreter's modules, hence RTLD_GLOBAL.
using Make = CodeHost* (*)(const char* package, std::uint64_t seed, std::uint32_t replication);
Make load() {
  const std::string folder = package_folder();
  if (folder.empty() || !fs::exists(fs::path(folder) / kLibrary))
    throw RunError(
        "the scenario has code, and the Python package wardtwin is not beside this program; build "
        "the target wardtwin_python, or install the package");
  void* library = ::dlopen((fs::path(folder) / kLibrary).c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!library) throw RunError(fmt::format("cannot start Python: {}", ::dlerror()));
  void* make = ::dlsym(library, "wardtwin_code_host");
  if (!make) throw RunError(fmt::format("cannot start Python: {}", ::dlerror()));
  return reinterpret_cast<Make>(make);
}

}  // namespace

std::string package_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const fs::path& folder : {self / "python", self / "../.."})
    if (fs::exists(folder / "wardtwin" / "cluster.py", error))
      return fs::canonical(folder, error).string();
  return "";
}

std::shared_ptr<CodeHost> code_host(Seed seed) {
  return std::shared_ptr<CodeHost>(
      load()(package_folder().c_str(), seed.scenario, seed.replication));
}

bool has_code(const compiler::Hospital& h) {
  return !h.code_streams.empty() ||
         std::ranges::any_of(h.pathways.steps, [](const auto& s) { return !s.code.empty(); });
}

void refuse_code(const compiler::Hospital& hospital, bool trusted) {
  if (trusted || !has_code(hospital)) return;
  throw InputError(
      "the scenario brings Python code along, which can do whatever you can\n  Read it, then write "
      "--trust-code.");
}

void refuse_code_in(std::string_view command, const compiler::Hospital& hospital) {
  if (has_code(hospital))
    throw InputError(
        fmt::format("wardtwin {} does not run the Python that a scenario brings along"
                    "\n  Take code: out of it, or run it with wardtwin run --trust-code.",
                    command));
}

}  // namespace wardtwin::run
