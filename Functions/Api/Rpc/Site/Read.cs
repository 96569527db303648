using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Languages;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;
using Serverless.Domain.SignIn;

namespace Serverless.Api.Rpc.Site;

/// <summary>Reads the name and the look of the site, for pages that anyone can see. Changes show within 5 seconds.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(Description))]
public sealed class Read(SettingsStore store, IOptions<SignUpOptions> signUp) : RpcMethod<NoParameters>
{
    /// <summary>The site.</summary>
    /// <param name="Name">The name, or null.</param>
    /// <param name="Color">The colour, such as `#1d4ed8`.</param>
    /// <param name="TextColor">Black or white, whichever is easier to read on the colour.</param>
    /// <param name="Logo">The path of the logo, or null. Another image has another path.</param>
    /// <param name="Language">The language of emails to users without one.</param>
    /// <param name="Languages">The languages of emails.</param>
    /// <param name="SignUp">Whether users can sign up themselves.</param>
    public sealed record Description(string? Name, string Color, string TextColor, string? Logo, string Language, IReadOnlyList<string> Languages, bool SignUp);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("site-read")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/site/read")] HttpRequest request) => Answer<Read>(request);

    /// <inheritdoc />
    protected override async Task<Result> Invoke(NoParameters parameters, RpcCall call, CancellationToken cancellation)
    {
        var stored = await store.Current(cancellation);
        var color = stored.SiteColor ?? SiteColor.Default;
        return Result.Of(new Description(
            stored.SiteName, color, SiteColor.TextOn(color), stored.SiteLogo, stored.SiteLanguage ?? Locale.Default, Locale.All, signUp.Value.Enabled));
    }
}
