#pragma once

#include <functional>
#include <string>

namespace wardtwin::study {

/// Has the tasks of FOLDER/tasks.json made by the workers of a Dask scheduler, through the Python
/// package, which lies beside the program. Throws RunError with what it said.
void run_on_scheduler(const std::string& folder, const std::string& address,
                      const std::function<void(double share)>& on_progress,
                      const std::function<bool()>& stopped);

}  // namespace wardtwin::study
