using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Http;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Settings;
using Serverless.Domain.SignIn.Proofs;
using Serverless.Storage.Rows;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddSecondFactors(this IServiceCollection services) => services
        .AddSingleton<AskForPasskey>()
        .AddSingleton<Challenges>()
        .AddSingleton<ChallengeRows>()
        .AddSingleton<CheckProof>()
        .AddSingleton<CountedAttempt>()
        .AddSingleton<EnrolPasskey>()
        .AddSingleton<EnrolTotp>()
        .AddSingleton<Passkeys>()
        .AddSingleton(provider => new RelyingParty(provider.GetRequiredService<IOptions<SiteOptions>>(), OriginsOf(provider.GetRequiredService<IOptions<CorsOptions>>().Value)))
        .AddSingleton<RequiredFactor>()
        .AddSingleton<SecondFactorRows>()
        .AddSingleton<SecondFactorProof>()
        .AddSingleton<SignInWithOtp>()
        .AddSingleton<SignInWithPasskey>()
        .AddSingleton<Tickets>()
        .AddSingleton<TotpSecrets>();

    /// <summary>Returns the origins that a setting lists. <c>*</c> lists none: any page could then ask for signatures.</summary>
    private static IReadOnlyList<string> OriginsOf(CorsOptions cors) => cors.AllowsAll ? [] : cors.Origins;
}
