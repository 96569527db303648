using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Serverless.Startup;

/// <summary>
/// Validates the settings in the background while the host creates its services. The host waits for the result before it starts anything. So with
/// wrong settings the start fails as without this class.
/// </summary>
/// <param name="validator">The validator that the host would have called.</param>
internal sealed class EarlyValidation([FromKeyedServices(typeof(EarlyValidation))] IStartupValidator validator) : IStartupValidator
{
    private readonly Task _result = Task.Run(validator.Validate);

    /// <summary>Replaces the validator of the host. Call it after all registrations. The validation begins when the new one is created.</summary>
    public static void Add(IServiceCollection services)
    {
        var validator = services.Single(service => service.ServiceType == typeof(IStartupValidator));
        services.Remove(validator);
        services.AddKeyedSingleton(typeof(IStartupValidator), typeof(EarlyValidation), validator.ImplementationType!);
        services.AddSingleton<IStartupValidator, EarlyValidation>();
    }

    /// <summary>Waits for the validation.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public void Validate() => _result.GetAwaiter().GetResult();
}
