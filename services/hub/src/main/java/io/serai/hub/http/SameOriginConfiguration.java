package io.serai.hub.http;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Guards both ports: it is found by scanning for the one, and named in META-INF/spring for the other. */
@ManagementContextConfiguration(proxyBeanMethods = false)
class SameOriginConfiguration {

    @Bean
    FilterRegistrationBean<SameOrigin> sameOrigin() {
        FilterRegistrationBean<SameOrigin> filter = new FilterRegistrationBean<>(new SameOrigin());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }
}
