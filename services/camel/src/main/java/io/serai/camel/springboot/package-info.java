/** {@code camel.component.serai.*} under Spring Boot. */
@NullMarked
package io.serai.camel.springboot;

import org.jspecify.annotations.NullMarked;
