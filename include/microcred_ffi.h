/* The declarations of microcred.h without a preprocessor, as FFI::cdef of PHP reads them: made from it, not by hand. */
typedef struct microcred_buffer microcred_buffer;
typedef struct microcred_engine microcred_engine;
typedef int32_t (*microcred_fetch_fn)(void *user,
                                      const char *need,
                                      size_t need_length,
                                      uint8_t *buffer,
                                      size_t capacity,
                                      size_t *length);
typedef int32_t (*microcred_sign_fn)(void *user,
                                     const char *verification_method,
                                     size_t verification_method_length,
                                     const char *message,
                                     size_t message_length,
                                     uint8_t *signature,
                                     size_t capacity,
                                     size_t *length);
typedef int64_t (*microcred_now_fn)(void *user);
typedef void (*microcred_log_fn)(void *user, int32_t level, const char *line, size_t line_length);
uint32_t microcred_abi_version(void);
const char *microcred_version(void);
const uint8_t *microcred_buffer_data(const struct microcred_buffer *buffer);
size_t microcred_buffer_length(const struct microcred_buffer *buffer);
int32_t microcred_buffer_free(struct microcred_buffer *buffer);
int32_t microcred_call(const struct microcred_engine *engine,
                       const char *operation,
                       size_t operation_length,
                       const char *request,
                       size_t request_length,
                       struct microcred_buffer **out,
                       struct microcred_buffer **err);
int32_t microcred_verify(const struct microcred_engine *engine,
                         const char *document,
                         size_t document_length,
                         const char *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);
int32_t microcred_issue(const struct microcred_engine *engine,
                        const char *document,
                        size_t document_length,
                        const char *options,
                        size_t options_length,
                        struct microcred_buffer **out,
                        struct microcred_buffer **err);
int32_t microcred_render(const struct microcred_engine *engine,
                         const char *document,
                         size_t document_length,
                         const char *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);
int32_t microcred_bake(const struct microcred_engine *engine,
                       const char *image,
                       size_t image_length,
                       const char *document,
                       size_t document_length,
                       const char *options,
                       size_t options_length,
                       struct microcred_buffer **out,
                       struct microcred_buffer **err);
int32_t microcred_unbake(const struct microcred_engine *engine,
                         const char *image,
                         size_t image_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);
int32_t microcred_keygen(const struct microcred_engine *engine,
                         const char *options,
                         size_t options_length,
                         struct microcred_buffer **out,
                         struct microcred_buffer **err);
int32_t microcred_info(struct microcred_buffer **out, struct microcred_buffer **err);
int32_t microcred_engine_new(const char *configuration,
                             size_t configuration_length,
                             struct microcred_engine **out,
                             struct microcred_buffer **err);
int32_t microcred_engine_new_with_host(const char *configuration,
                                       size_t configuration_length,
                                       void *user,
                                       microcred_fetch_fn fetch,
                                       microcred_sign_fn sign,
                                       microcred_now_fn now,
                                       microcred_log_fn log,
                                       struct microcred_engine **out,
                                       struct microcred_buffer **err);
int32_t microcred_engine_free(struct microcred_engine *engine);
int64_t microcred_live_handles(void);
