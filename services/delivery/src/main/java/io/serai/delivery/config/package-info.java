/** Reads what the files in {@code routes/} declare, and says exactly what is wrong where something is. */
@NullMarked
package io.serai.delivery.config;

import org.jspecify.annotations.NullMarked;
