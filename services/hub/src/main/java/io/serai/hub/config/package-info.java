/** What an operator can set, how it is checked, and what a mistake is answered with. */
@NullMarked
package io.serai.hub.config;

import org.jspecify.annotations.NullMarked;
