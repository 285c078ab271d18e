/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stand-in for libnvidia-ml.so.1, for tests: GPUs that draw a square wave, computed from
 * CLOCK_MONOTONIC alone, so that the true energy of any interval is known in closed form.
 *
 *   cc -shared -fPIC -O2 -Wl,-soname,libnvidia-ml.so.1 -o libnvidia-ml.so.1 standin.c
 *
 * Written from the documented behaviour of the functions; no declaration is the vendor's. To make a
 * symbol missing, link with a version script that keeps it local.
 *
 * Settings are environment variables NVML_STANDIN_<NAME>; standin_set() overrides them in one
 * loaded copy. A LIST is "all" or GPU numbers, such as "0,3".
 *
 *   GPUS            how many (8)
 *   COUNT           what nvmlDeviceGetCount_v2 says (GPUS)
 *   LOW_MW HIGH_MW  the two powers (60 000 + 5 000 a GPU, 300 000 + 20 000 a GPU)
 *   PERIOD_MS ON_MS PHASE_MS   of the wave (700, 350, 37 a GPU)
 *   CLOCK_NS        a fixed time instead of CLOCK_MONOTONIC
 *   SPAN_FILE       a file that says from when to when the GPUs draw, as one or two times in
 *                   nanoseconds of CLOCK_MONOTONIC: the wave stands at one hour before, goes on from
 *                   there between, and stands again after. It may be written while they are read
 *   GAUGE           instant | mean100 | part25 | mean1000: what power shows (mean100)
 *   AVERAGE         LIST of GPUs that have field 185, the mean of the last second (all)
 *   NO_COUNTER      LIST of GPUs without an energy counter (none)
 *   FROZEN          LIST of GPUs whose counter stands still (none)
 *   COUNTER_FROM_NS the counter is zero there: a driver reloaded (0)
 *   COUNTER_PERCENT what the counter shows of the truth (100)
 *   ARCH            nvmlDeviceGetArchitecture (9); DRIVER its version; NAME of the GPUs
 *   PERSISTENCE     0 or 1 (1)
 *   MIG             LIST of GPUs in MIG mode (none), each with two instances, of 4 and 3 slices
 *   GPM             LIST of GPUs that count what their instances do (all)
 *   ACTIVITY        gpu:instance:percent;... of its multiprocessors that an instance keeps busy (0)
 *   PROCESSES       gpu:pid:sm[:instance];... who holds what, SM utilisation in percent
 *   PROCESS_COUNT   how many processes the lists claim, whatever there are
 *   UNTERMINATED    1: strings fill their buffer without an end
 *   FAIL            function[@gpu]=code;... with * for every function
 *   HANG            function[@gpu]: does not return as long as it is set
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define API __attribute__((visibility("default")))
#define MOST_GPUS 64
#define MOST_SETTINGS 64

enum {
  DONE = 0,
  UNINITIALIZED = 1,
  INVALID_ARGUMENT = 2,
  NOT_SUPPORTED = 3,
  NOT_FOUND = 6,
  INSUFFICIENT_SIZE = 7,
  ARGUMENT_VERSION_MISMATCH = 25
};

typedef struct gpu {
  int number;
} gpu;

typedef struct instance {
  int gpu;
  unsigned id;
  unsigned slices;
} instance;

typedef struct sample {
  int gpu;
  unsigned instance;
} sample;

typedef struct metric {
  uint32_t id;
  int32_t code;
  double value;
  const char *names[3];
} metric;

typedef struct metrics {
  uint32_t version, count;
  sample *from, *to;
  metric each[333];
} metrics;

typedef struct field_value {
  uint32_t field, scope;
  int64_t timestamp, latency;
  int32_t type, code;
  union {
    uint32_t u32;
    uint64_t u64;
  } value;
} field_value;

typedef struct process {
  uint32_t pid;
  uint64_t memory;
  uint32_t gpu_instance, compute_instance;
} process;

typedef struct process_use {
  uint32_t pid;
  uint64_t micros;
  uint32_t sm, memory, encoder, decoder;
} process_use;

typedef struct pci {
  char legacy[16];
  uint32_t domain, bus, slot, device_id, subsystem_id;
  char bus_id[32];
} pci;

_Static_assert(sizeof(field_value) == 40, "field value");
_Static_assert(sizeof(process) == 24, "process");
_Static_assert(sizeof(process_use) == 32, "process use");
_Static_assert(sizeof(pci) == 68, "pci");
_Static_assert(offsetof(metrics, each) == 24 && sizeof(metric) == 40, "metrics");

static gpu gpus[MOST_GPUS];
static instance instances[MOST_GPUS][2];
static volatile int inits;
static long long calls;
static int samples;

/* --- settings ---------------------------------------------------------------------------------- */

static struct {
  char name[32];
  char *value;
} overrides[MOST_SETTINGS];

/* Sets or, with NULL, forgets a setting of this copy. Values are kept, as others may read them. */
API void standin_set(const char *name, const char *value) {
  for (int i = 0; i < MOST_SETTINGS; i++) {
    if (!overrides[i].name[0] || !strcmp(overrides[i].name, name)) {
      overrides[i].value = value ? strdup(value) : NULL;
      snprintf(overrides[i].name, sizeof overrides[i].name, "%s", name);
      return;
    }
  }
  abort();
}

/* How often it was initialised less how often shut down; how many calls were made; how many samples
 * of activity were made and not let go. */
API int standin_inits(void) { return inits; }
API int standin_samples(void) { return samples; }
API long long standin_calls(void) { return calls; }

static const char *text(const char *name) {
  for (int i = 0; i < MOST_SETTINGS && overrides[i].name[0]; i++) {
    if (!strcmp(overrides[i].name, name) && overrides[i].value) return overrides[i].value;
  }
  char variable[64];
  snprintf(variable, sizeof variable, "NVML_STANDIN_%s", name);
  const char *value = getenv(variable);
  return value ? value : "";
}

static long long number(const char *name, long long otherwise) {
  const char *value = text(name);
  return *value ? strtoll(value, NULL, 10) : otherwise;
}

static int lists(const char *list, int which) {
  if (!strcmp(list, "all")) return 1;
  for (const char *at = list; *at;) {
    char *end;
    long one = strtol(at, &end, 10);
    if (end == at) return 0;
    if (one == which) return 1;
    at = *end ? end + 1 : end;
  }
  return 0;
}

/* Whether "function" or "function@gpu" is what this item of a list names. */
static int names(const char *item, size_t length, const char *function, int which) {
  char one[96];
  snprintf(one, sizeof one, "%.*s", (int)length, item);
  char *at = strchr(one, '@');
  if (at) {
    *at = 0;
    if (atoi(at + 1) != which) return 0;
  }
  return !strcmp(one, "*") || !strcmp(one, function);
}

static int failure(const char *function, int which) {
  for (const char *item = text("FAIL"); *item;) {
    const char *equals = strchr(item, '=');
    if (!equals) return DONE;
    if (names(item, (size_t)(equals - item), function, which)) return atoi(equals + 1);
    const char *next = strchr(equals, ';');
    if (!next) return DONE;
    item = next + 1;
  }
  return DONE;
}

static int enter(const char *function, int which) {
  __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  for (const char *hang = text("HANG"); *hang && names(hang, strlen(hang), function, which);
       hang = text("HANG")) {
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  int code = failure(function, which);
  if (code != DONE) return code;
  return inits > 0 ? DONE : UNINITIALIZED;
}

#define ENTER(which)                            \
  do {                                          \
    int code_ = enter(__func__, (which));       \
    if (code_ != DONE) return code_;            \
  } while (0)

#define DEVICE(device)                                        \
  if (!(device)) return INVALID_ARGUMENT;                     \
  int which = ((gpu *)(device))->number;                      \
  ENTER(which)

static int say(char *buffer, unsigned length, const char *value) {
  if (number("UNTERMINATED", 0)) {
    memset(buffer, 'A', length);
    return DONE;
  }
  if (strlen(value) + 1 > length) return INSUFFICIENT_SIZE;
  strcpy(buffer, value);
  return DONE;
}

/* --- the wave ---------------------------------------------------------------------------------- */

typedef __int128 wide;

static int64_t now(void) {
  long long fixed = number("CLOCK_NS", -1);
  if (fixed >= 0) return fixed;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static wide on_time(int64_t at, int64_t period, int64_t on) {
  int64_t rest = at % period;
  return (wide)(at / period) * on + (rest < on ? rest : on);
}

/* Picojoules from 0 to that time: milliwatts by nanoseconds. */
static wide energy(int which, int64_t at) {
  int64_t low = number("LOW_MW", 60000 + 5000 * which);
  int64_t high = number("HIGH_MW", 300000 + 20000 * which);
  int64_t period = number("PERIOD_MS", 700) * 1000000;
  int64_t on = number("ON_MS", 350) * 1000000;
  int64_t shift = period - number("PHASE_MS", 37 * which) * 1000000 % period;
  return (wide)low * at
         + (wide)(high - low) * (on_time(at + shift, period, on) - on_time(shift, period, on));
}

/* Where the wave stands at a time: outside of the span it does not move. */
static int64_t wave(int64_t at) {
  const char *span = text("SPAN_FILE");
  if (!*span) return at;
  long long from = 0, until = 0;
  FILE *file = fopen(span, "r");
  int times = file ? fscanf(file, "%lld %lld", &from, &until) : 0;
  if (file) fclose(file);
  if (times == 2 && at > until) at = until;
  return 3600000000000LL + (times >= 1 && at > from ? at - from : 0);
}

static uint32_t mean(int which, int64_t from, int64_t to) {
  if (from < 0) from = 0;
  wide used = energy(which, wave(to)) - energy(which, wave(from));
  return to > from ? (uint32_t)(used / (to - from)) : 0;
}

static uint32_t power(int which) {
  const char *gauge = text("GAUGE");
  int64_t at = now();
  int64_t update = at - at % 100000000;
  if (!strcmp(gauge, "instant")) return mean(which, at - 1, at);
  if (!strcmp(gauge, "part25")) return mean(which, update - 25000000, update);
  if (!strcmp(gauge, "mean1000")) return mean(which, update - 1000000000, update);
  return mean(which, update - 100000000, update);
}

static int millijoules(int which, uint64_t *out) {
  if (lists(text("NO_COUNTER"), which)) return NOT_SUPPORTED;
  if (lists(text("FROZEN"), which)) {
    *out = 1234567;
    return DONE;
  }
  wide counted = energy(which, wave(now())) - energy(which, number("COUNTER_FROM_NS", 0));
  *out = (uint64_t)(counted * number("COUNTER_PERCENT", 100) / 100 / 1000000000);
  return DONE;
}

/* --- the library ------------------------------------------------------------------------------- */

API int nvmlInitWithFlags(unsigned flags) {
  (void)flags;
  int code = enter(__func__, -1);
  if (code != DONE && code != UNINITIALIZED) return code;
  for (int i = 0; i < MOST_GPUS; i++) {
    gpus[i].number = i;
    instances[i][0] = (instance){i, 1, 4};
    instances[i][1] = (instance){i, 2, 3};
  }
  inits++;
  return DONE;
}

API int nvmlInit_v2(void) {
  int code = enter(__func__, -1);
  if (code != DONE && code != UNINITIALIZED) return code;
  return nvmlInitWithFlags(0);
}

API int nvmlShutdown(void) {
  ENTER(-1);
  inits--;
  return DONE;
}

API int nvmlSystemGetDriverVersion(char *buffer, unsigned length) {
  ENTER(-1);
  const char *version = text("DRIVER");
  return say(buffer, length, *version ? version : "570.86.15");
}

API int nvmlDeviceGetCount_v2(unsigned *count) {
  ENTER(-1);
  *count = (unsigned)number("COUNT", number("GPUS", 8));
  return DONE;
}

API int nvmlDeviceGetHandleByIndex_v2(unsigned index, gpu **device) {
  ENTER((int)index);
  if (index >= (unsigned)number("GPUS", 8) || index >= MOST_GPUS) return INVALID_ARGUMENT;
  *device = &gpus[index];
  return DONE;
}

API int nvmlDeviceGetName(void *device, char *buffer, unsigned length) {
  DEVICE(device);
  const char *name = text("NAME");
  return say(buffer, length, *name ? name : "NVIDIA Stand-in");
}

API int nvmlDeviceGetUUID(void *device, char *buffer, unsigned length) {
  DEVICE(device);
  char uuid[64];
  snprintf(uuid, sizeof uuid, "GPU-5a3c9e%02x-0000-4000-8000-0000000000%02x", which, which);
  return say(buffer, length, uuid);
}

API int nvmlDeviceGetPciInfo_v3(void *device, pci *info) {
  DEVICE(device);
  memset(info, 0, sizeof *info);
  info->bus = (uint32_t)(0x18 + 0x11 * which);
  snprintf(info->bus_id, sizeof info->bus_id, "00000000:%02X:00.0", info->bus);
  if (number("UNTERMINATED", 0)) memset(info->bus_id, 'A', sizeof info->bus_id);
  return DONE;
}

API int nvmlDeviceGetArchitecture(void *device, unsigned *architecture) {
  DEVICE(device);
  *architecture = (unsigned)number("ARCH", 9);
  return DONE;
}

API int nvmlDeviceGetPersistenceMode(void *device, int *mode) {
  DEVICE(device);
  *mode = (int)number("PERSISTENCE", 1);
  return DONE;
}

API int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *out) {
  DEVICE(device);
  uint64_t value = 0;
  int code = millijoules(which, &value);
  if (code == DONE) *out = value;
  return code;
}

API int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts) {
  DEVICE(device);
  *milliwatts = power(which);
  return DONE;
}

API int nvmlDeviceGetFieldValues(void *device, int count, field_value *values) {
  DEVICE(device);
  for (int i = 0; i < count; i++) {
    values[i].code = DONE;
    values[i].type = 1;
    values[i].timestamp = now() / 1000;
    if (values[i].field == 185 && lists(*text("AVERAGE") ? text("AVERAGE") : "all", which)) {
      int64_t update = now() - now() % 100000000;
      values[i].value.u32 = mean(which, update - 1000000000, update);
    } else if (values[i].field == 186) {
      values[i].value.u32 = power(which);
    } else {
      values[i].code = NOT_SUPPORTED;
    }
    int code = failure(values[i].field == 185 ? "field185" : "field186", which);
    if (code != DONE) values[i].code = code;
  }
  return DONE;
}

API int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *milliwatts) {
  DEVICE(device);
  *milliwatts = 700000;
  return DONE;
}

API int nvmlDeviceGetPowerManagementLimitConstraints(
    void *device, unsigned *least, unsigned *most) {
  DEVICE(device);
  *least = 200000;
  *most = 700000;
  return DONE;
}

API int nvmlDeviceGetUtilizationRates(void *device, uint32_t *rates) {
  DEVICE(device);
  if (lists(text("MIG"), which)) return NOT_SUPPORTED;
  rates[0] = 97;
  rates[1] = 41;
  return DONE;
}

API int nvmlDeviceGetMemoryInfo(void *device, uint64_t *memory) {
  DEVICE(device);
  memory[0] = 80ULL << 30;
  memory[1] = 60ULL << 30;
  memory[2] = 20ULL << 30;
  return DONE;
}

API int nvmlDeviceGetTemperature(void *device, unsigned sensor, unsigned *celsius) {
  DEVICE(device);
  if (sensor != 0) return INVALID_ARGUMENT;
  *celsius = (unsigned)(50 + which);
  return DONE;
}

API int nvmlDeviceGetClockInfo(void *device, unsigned type, unsigned *megahertz) {
  DEVICE(device);
  if (type > 3) return INVALID_ARGUMENT;
  *megahertz = 1755;
  return DONE;
}

API int nvmlDeviceGetCurrentClocksEventReasons(void *device, unsigned long long *bits) {
  DEVICE(device);
  *bits = 0x4 | 0x40;
  return DONE;
}

API int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *bits) {
  DEVICE(device);
  *bits = 0x8;
  return DONE;
}

/* --- who holds it ------------------------------------------------------------------------------ */

typedef struct held {
  long gpu, pid, sm, instance;
} held;

static const char *next_held(const char *item, held *out) {
  if (!*item) return NULL;
  *out = (held){.instance = 0};
  sscanf(item, "%ld:%ld:%ld:%ld", &out->gpu, &out->pid, &out->sm, &out->instance);
  const char *next = strchr(item, ';');
  return next ? next + 1 : item + strlen(item);
}

static int running(int which, unsigned *count, process *processes) {
  unsigned room = processes ? *count : 0, there = 0;
  held one;
  for (const char *item = next_held(text("PROCESSES"), &one); item; item = next_held(item, &one)) {
    if (one.gpu != which) continue;
    if (there < room) {
      uint32_t in = one.instance ? (uint32_t)one.instance : 0xFFFFFFFF;
      processes[there] = (process){(uint32_t)one.pid, 1ULL << 30, in, one.instance ? 0 : in};
    }
    there++;
  }
  int fits = there <= room;
  *count = (unsigned)number("PROCESS_COUNT", there);
  return fits ? DONE : INSUFFICIENT_SIZE;
}

API int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, process *list) {
  DEVICE(device);
  return running(which, count, list);
}

API int nvmlDeviceGetGraphicsRunningProcesses_v3(void *device, unsigned *count, process *list) {
  DEVICE(device);
  (void)list;
  *count = 0;
  return DONE;
}

API int nvmlDeviceGetProcessUtilization(
    void *device, process_use *list, unsigned *count, unsigned long long since) {
  DEVICE(device);
  (void)since;
  if (lists(text("MIG"), which)) return NOT_SUPPORTED;
  unsigned room = list ? *count : 0, there = 0;
  held one;
  for (const char *item = next_held(text("PROCESSES"), &one); item; item = next_held(item, &one)) {
    if (one.gpu != which) continue;
    if (there < room) {
      list[there] = (process_use){
          (uint32_t)one.pid, (uint64_t)(now() / 1000), (uint32_t)one.sm, 0, 0, 0};
    }
    there++;
  }
  *count = (unsigned)number("PROCESS_COUNT", there);
  if (there == 0) return NOT_FOUND;
  return there <= room ? DONE : INSUFFICIENT_SIZE;
}

/* --- MIG --------------------------------------------------------------------------------------- */

API int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending) {
  DEVICE(device);
  *current = *pending = (unsigned)lists(text("MIG"), which);
  return DONE;
}

API int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *count) {
  DEVICE(device);
  *count = lists(text("MIG"), which) ? 7 : 0;
  return DONE;
}

API int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, instance **out) {
  DEVICE(device);
  if (!lists(text("MIG"), which)) return NOT_SUPPORTED;
  if (index > 1) return NOT_FOUND;
  *out = &instances[which][index];
  return DONE;
}

API int nvmlDeviceGetGpuInstanceId(void *mig, unsigned *id) {
  if (!mig) return INVALID_ARGUMENT;
  ENTER(((instance *)mig)->gpu);
  *id = ((instance *)mig)->id;
  return DONE;
}

API int nvmlDeviceGetAttributes_v2(void *mig, uint32_t *attributes) {
  if (!mig) return INVALID_ARGUMENT;
  ENTER(((instance *)mig)->gpu);
  memset(attributes, 0, 40);
  attributes[6] = attributes[7] = ((instance *)mig)->slices;
  return DONE;
}

/* --- what instances do ------------------------------------------------------------------------- */

API int nvmlGpmQueryDeviceSupport(void *device, uint32_t *support) {
  DEVICE(device);
  if (support[0] != 1) return ARGUMENT_VERSION_MISMATCH;
  support[1] = (uint32_t)lists(*text("GPM") ? text("GPM") : "all", which);
  return DONE;
}

API int nvmlGpmSampleAlloc(sample **out) {
  ENTER(-1);
  *out = calloc(1, sizeof **out);
  __atomic_add_fetch(&samples, 1, __ATOMIC_RELAXED);
  return DONE;
}

API int nvmlGpmSampleFree(sample *one) {
  if (!one) return INVALID_ARGUMENT;
  free(one);
  __atomic_sub_fetch(&samples, 1, __ATOMIC_RELAXED);
  return DONE;
}

API int nvmlGpmMigSampleGet(void *device, unsigned instance, sample *into) {
  DEVICE(device);
  if (!into || !lists(text("MIG"), which)) return INVALID_ARGUMENT;
  if (instance < 1 || instance > 2) return NOT_FOUND;
  *into = (sample){which, instance};
  return DONE;
}

static double activity(int which, unsigned instance) {
  for (const char *item = text("ACTIVITY"); item && *item;) {
    int at = -1;
    unsigned in = 0;
    int read = 0;
    sscanf(item, "%d:%u:%n", &at, &in, &read);
    if (read && at == which && in == instance) return strtod(item + read, NULL);
    item = strchr(item, ';');
    if (item) item++;
  }
  return 0;
}

API int nvmlGpmMetricsGet(metrics *asked) {
  ENTER(-1);
  if (asked->version != 1) return ARGUMENT_VERSION_MISMATCH;
  sample *from = asked->from, *to = asked->to;
  /* A sample that nothing was written into has no instance. */
  if (!from || !to || from == to || !from->instance || from->gpu != to->gpu
      || from->instance != to->instance) {
    return INVALID_ARGUMENT;
  }
  for (uint32_t i = 0; i < asked->count; i++) {
    metric *one = &asked->each[i];
    one->code = one->id == 2 ? DONE : NOT_SUPPORTED;
    one->value = one->id == 2 ? activity(to->gpu, to->instance) : 0;
    int code = failure("metric", to->gpu);
    if (code != DONE) one->code = code;
  }
  return DONE;
}
