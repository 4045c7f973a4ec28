/** The HTTP API: the CloudEvents door into the log, and what people and tools look at and operate. */
@NullMarked
package io.serai.hub.http;

import org.jspecify.annotations.NullMarked;
