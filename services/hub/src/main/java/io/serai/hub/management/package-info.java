/** How the hub shows itself to whoever runs it: health, metrics, JMX and the login of Hawtio. */
@NullMarked
package io.serai.hub.management;

import org.jspecify.annotations.NullMarked;
