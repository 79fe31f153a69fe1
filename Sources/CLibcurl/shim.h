#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one typed function for each kind of argument.
// The parentheses bypass curl's type-checking macros of the same names.

static inline CURLcode envoi_curl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode envoi_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode envoi_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode envoi_curl_set_debug(CURL *handle, curl_debug_callback function, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_DEBUGDATA, context);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_DEBUGFUNCTION, function);
}

static inline CURLcode envoi_curl_set_prerequest(CURL *handle, curl_prereq_callback function, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_PREREQDATA, context);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode envoi_curl_set_open_socket(CURL *handle, curl_opensocket_callback function, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETDATA, context);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode envoi_curl_set_header_line(CURL *handle, curl_write_callback function, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_HEADERDATA, context);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, function);
}

static inline CURLcode envoi_curl_set_write(CURL *handle, curl_write_callback function, void *context) {
  CURLcode code = (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
  return code ? code : (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
}

static inline CURLcode envoi_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode envoi_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode envoi_curl_get_socket(CURL *handle, curl_socket_t *value) {
  return (curl_easy_getinfo)(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLcode envoi_curl_get_certificates(CURL *handle, struct curl_certinfo **value) {
  return (curl_easy_getinfo)(handle, CURLINFO_CERTINFO, value);
}

// The result of a finished transfer lies in a union, which Swift imports without its type's meaning: 1 and the result, or 0.
static inline int envoi_curl_result(CURLM *multi, CURLcode *result) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}
