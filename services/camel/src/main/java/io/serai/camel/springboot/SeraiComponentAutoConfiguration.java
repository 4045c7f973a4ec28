package io.serai.camel.springboot;

import io.serai.camel.SeraiComponent;
import io.serai.delivery.EventHub;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Sets the options of the component {@code serai} from {@code camel.component.serai.*}. */
@AutoConfiguration
@ConditionalOnClass(SeraiComponent.class)
@ConditionalOnProperty(name = "camel.component.serai.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SeraiComponentProperties.class)
public class SeraiComponentAutoConfiguration {

    @Bean
    @Lazy
    ComponentCustomizer configureSeraiComponent(SeraiComponentProperties properties, BeanFactory beans) {
        return ComponentCustomizer.builder(SeraiComponent.class).build(component -> {
            component.setBridgeErrorHandler(properties.isBridgeErrorHandler());
            component.setLazyStartProducer(properties.isLazyStartProducer());
            component.setAutowiredEnabled(properties.isAutowiredEnabled());
            component.setHealthCheckConsumerEnabled(properties.isHealthCheckConsumerEnabled());
            component.setHealthCheckProducerEnabled(properties.isHealthCheckProducerEnabled());
            if (properties.getHub() != null) {
                String bean = properties.getHub().replaceFirst("^#(bean:)?", "");
                component.setHub(beans.getBean(bean, EventHub.class));
            }
        });
    }
}
