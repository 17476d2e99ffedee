#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "sim/results/table.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::results {
namespace {

using Lines = std::map<std::string, std::string>;  ///< path -> "type | unit | description"

std::string type_name(hid_t dataset) {
  const h5::Handle t = h5::owned(H5Dget_type(dataset), H5Tclose, "type");
  const h5::Handle s = h5::owned(H5Dget_space(dataset), H5Sclose, "space");
  const std::string rank = H5Sget_simple_extent_ndims(s) == 2 ? "[minute, column]" : "";
  if (H5Tget_class(t) == H5T_STRING) return "string" + rank;
  const std::string bits = std::to_string(8 * H5Tget_size(t));
  return (H5Tget_class(t) == H5T_FLOAT ? "float" : "uint") + bits + rank;
}

herr_t list_object(hid_t file, const char* name, const H5O_info_t* info, void* out) {
  if (info->type != H5O_TYPE_DATASET) return 0;
  const h5::Handle d = h5::owned(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, name);
  std::string path = std::string("/") + name;
  if (path.rfind("/runs/0/", 0) == 0) path = "/runs/<k>/" + path.substr(8);
  (*static_cast<Lines*>(out))[path] = type_name(d) + " | " + h5::read_text_attribute(d, "unit") +
                                      " | " + h5::read_text_attribute(d, "description");
  return 0;
}

// Page rows are `| name | type | unit | description |` below a heading "### `group`".
Lines read_page(const std::string& path) {
  Lines lines;
  std::string group;
  std::ifstream page(path);
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("### `", 0) == 0) group = line.substr(5, line.rfind('`') - 5);
    if (line.rfind("| `", 0) != 0) continue;
    const auto name_end = line.find("` | ");
    const std::string name = line.substr(3, name_end - 3);
    lines[(group == "/" ? "" : group) + "/" + name] =
        line.substr(name_end + 4, line.size() - name_end - 6);
  }
  return lines;
}

TEST(FormatPage, AndFileListTheSameDatasetsTypesUnitsAndMeanings) {
  const Results results = sample_results(1);
  const std::string path = temporary("page.h5");
  Writer writer(path, results.run, results.model);
  writer.write(results.replications[0]);
  writer.write(sample_live());
  writer.finish(results);
  Lines in_file;
  {
    const h5::Handle f =
        h5::owned(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
    ASSERT_GE(H5Ovisit(f, H5_INDEX_NAME, H5_ITER_INC, list_object, &in_file), 0);
  }
  const Lines on_page = read_page(std::string(WARDTWIN_ROOT) + "/sim/results/FORMAT.md");
  ASSERT_GT(in_file.size(), 200u);
  for (const auto& [name, text] : in_file) {
    const auto it = on_page.find(name);
    EXPECT_EQ(it == on_page.end() ? "not on the page" : it->second, text) << name;
  }
  for (const auto& [name, text] : on_page)
    EXPECT_TRUE(in_file.count(name)) << name << " is on the page only";
}

// Debian's h5py reads the file as any user would.
TEST(FormatPage, PlainH5pySeesUnits) {
  ASSERT_EQ(std::system("/usr/bin/python3 -c 'import h5py'"), 0)
      << "python3-h5py is in the set-up list";
  const Results results = sample_results(1);
  const std::string path = temporary("python.h5");
  Writer writer(path, results.run, results.model);
  writer.write(results.replications[0]);
  writer.finish(results);
  const std::string said = temporary("python.txt");
  const std::string program =
      "import h5py, sys\n"
      "f = h5py.File(sys.argv[1])\n"
      "log = f['runs/0/alarms/log']\n"
      "def text(x): return x.decode() if isinstance(x, bytes) else x\n"
      "print(text(f.attrs['format']), f.attrs['seed'], text(log['onset'].attrs['unit']),\n"
      "      log['onset'][0], text(f['model/devices/flows/name'][2]),\n"
      "      text(log['priority'].attrs['words'][1]), f['runs/0/series/airtime'].shape)\n";
  std::ofstream(temporary("read.py")) << program;
  ASSERT_EQ(
      std::system(("/usr/bin/python3 " + temporary("read.py") + " " + path + " > " + said).c_str()),
      0);
  std::string line;
  std::getline(std::ifstream(said), line);
  EXPECT_EQ(line, "1.3 20 s 3700.0 asset tag beacon over ble medium (2, 2)");
}

}  // namespace
}  // namespace wardtwin::results
