package io.serai.test.internal;

import io.serai.test.SeraiTest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Takes what {@link SeraiTest} says into the application context; found through {@code spring.factories}. */
final class SeraiTestCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        SeraiTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, SeraiTest.class);
        return annotation == null ? null : new Customizer(SeraiTestSettings.of(annotation));
    }

    private record Customizer(SeraiTestSettings settings) implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            context.getBeanFactory().registerSingleton("seraiTestSettings", settings);
        }
    }
}
