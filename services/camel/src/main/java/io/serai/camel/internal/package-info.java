/** How events become messages and messages events, and what the component adds to a Camel context. */
@NullMarked
package io.serai.camel.internal;

import org.jspecify.annotations.NullMarked;
