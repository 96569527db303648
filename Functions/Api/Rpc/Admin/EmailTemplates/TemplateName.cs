using Serverless.Api.Shared;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Languages;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>Finds the email and the language that a call names.</summary>
internal static class TemplateName
{
    /// <summary>The text of the failure.</summary>
    public const string NotFoundText = "Email template not found";

    /// <summary>Gets the failure if there is no such email or language.</summary>
    public static Result NotFound => Result.Fail(404, Reason.EmailTemplateNotFound, NotFoundText);

    /// <summary>Returns the email; null if there is no such email or language.</summary>
    public static EmailKind? Find(string name, string language) => Locale.IsSupported(language) ? EmailKind.Named(name) : null;
}
