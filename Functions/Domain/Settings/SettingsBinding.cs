using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Serverless.Domain.Settings;

/// <summary>Binds options classes to sections of the settings. A wrong value prevents the start, with a sentence that names the setting.</summary>
public static class SettingsBinding
{
    /// <summary>Binds an options class, and adds its settings to those of the app.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="section">The key of the section; empty for the root.</param>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        var binding = new Binding<T>(configuration, section);
        foreach (var setting in binding.Settings)
        {
            services.AddSingleton(setting);
        }

        services.AddSingleton<IConfigureOptions<T>>(binding).AddSingleton<IValidateOptions<T>>(binding);
        return services.AddOptions<T>().ValidateOnStart();
    }

    // Not in the generic class: there, the runtime compiles them for each options class.
    private static List<string> Refuse(IEnumerable<AppSetting> settings, IConfiguration configuration) =>
        [.. settings.Select(setting => configuration[setting.Key] is { } text ? setting.Refuse(text) : null).OfType<string>()];

    private static List<string> Refuse(IValidatableObject options) => [.. options.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!)];

    private sealed class Binding<T>(IConfiguration configuration, string section) : IConfigureOptions<T>, IValidateOptions<T>
        where T : class
    {
        public IReadOnlyList<AppSetting> Settings { get; } = [.. AppSetting.Of(typeof(T), section)];

        /// <summary>Checks the values before binding: the binder's exception contains neither the setting's usual name nor the allowed values.</summary>
        public void Configure(T options)
        {
            if (Refuse(Settings, configuration) is { Count: > 0 } wrong)
            {
                throw new OptionsValidationException(Options.DefaultName, typeof(T), wrong);
            }

            (section.Length == 0 ? configuration : configuration.GetSection(section)).Bind(options);
        }

        /// <summary>Checks rules that involve several settings.</summary>
        public ValidateOptionsResult Validate(string? name, T options) =>
            options is IValidatableObject several && Refuse(several) is { Count: > 0 } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }
}
