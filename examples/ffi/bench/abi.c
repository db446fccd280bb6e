/* How long a verification takes over the C ABI; how long it is from nothing to the first report; what an engine weighs.
 *
 *   abi LIBRARY BADGE
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "microcred.h"

enum { BATCHES = 500, CALLS = 5, ENGINES = 1000 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Resident memory in KiB. */
static long resident(void) {
  long all = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file && fscanf(file, "%ld %ld", &all, &pages) != 2) pages = 0;
  if (file) fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

#define FUNCTION(name) __typeof__(name) *own_##name = (__typeof__(name) *)(uintptr_t)dlsym(library, #name)

int main(int argc, char **argv) {
  static char badge[1 << 20], request[3 << 20];
  if (argc < 3) return 64;
  FILE *file = fopen(argv[2], "rb");
  if (!file) return 66;
  size_t length = fread(badge, 1, sizeof badge - 1, file), n = 0;
  fclose(file);

  long before = resident();
  double began = now();
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 66;
  double opened = now();
  FUNCTION(microcred_engine_new);
  FUNCTION(microcred_engine_free);
  FUNCTION(microcred_verify);
  FUNCTION(microcred_call);
  FUNCTION(microcred_buffer_free);
  microcred_engine *engine = NULL, *more[ENGINES];
  microcred_buffer *out = NULL, *err = NULL;
  if (own_microcred_engine_new(NULL, 0, &engine, &err) != MICROCRED_OK) return 1;
  double made = now();
  if (own_microcred_verify(engine, (uint8_t *)badge, length, NULL, 0, &out, &err) != MICROCRED_OK) return 1;
  double first = now();
  own_microcred_buffer_free(out);
  long after = resident();
  printf("%-44s %8.1f ms (opening %.1f, the engine %.1f, the first report %.1f)\n", "cold start to the first report",
         (first - began) / 1e3, (opened - began) / 1e3, (made - opened) / 1e3, (first - made) / 1e3);
  printf("%-44s %8ld KiB resident\n", "the library, an engine and all contexts used", after - before);
  for (int i = 0; i < ENGINES; i++) own_microcred_engine_new(NULL, 0, &more[i], &err);
  printf("%-44s %8.1f KiB\n", "each further engine", (double)(resident() - after) / ENGINES);
  for (int i = 0; i < ENGINES; i++) own_microcred_engine_free(more[i]);

  n = (size_t)sprintf(request, "{\"document\":\"");
  for (size_t i = 0; i < length; i++) {
    if ((unsigned char)badge[i] < 0x20) {
      n += (size_t)sprintf(request + n, "\\u%04x", (unsigned)badge[i]);
      continue;
    }
    if (badge[i] == '"' || badge[i] == '\\') request[n++] = '\\';
    request[n++] = badge[i];
  }
  n += (size_t)sprintf(request + n, "\"}");
  double best[2] = {1e12, 1e12};
  for (int batch = 0; batch < BATCHES; batch++) {
    for (int kind = 0; kind < 2; kind++) {
      double start = now();
      for (int i = 0; i < CALLS; i++) {
        int32_t status =
            kind == 0 ? own_microcred_verify(engine, (uint8_t *)badge, length, NULL, 0, &out, &err)
                      : own_microcred_call(engine, (const uint8_t *)"verify", 6, (uint8_t *)request, n, &out, &err);
        if (status != MICROCRED_OK) return 1;
        own_microcred_buffer_free(out);
      }
      double each = (now() - start) / CALLS;
      if (each < best[kind]) best[kind] = each;
    }
  }
  printf("%-44s %8.1f us\n", "C: microcred_verify", best[0]);
  printf("%-44s %8.1f us\n", "C: microcred_call, the badge inside the JSON", best[1]);
  own_microcred_engine_free(engine);
  return 0;
}
