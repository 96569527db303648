using System.Text.Json.Serialization;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;

namespace Serverless.Domain.Email;

/// <summary>A message of the email queue: ids, a purpose, and the facts of a notice. The secret of the email does not exist yet.</summary>
/// <param name="Id">The email's id, by which a repeated delivery of the message is recognised.</param>
/// <param name="UserId">The recipient. 0 if no user has the requested email address, so that both cases cost the same.</param>
/// <param name="Purpose">The purpose of the email.</param>
/// <param name="Attempt">How often <see cref="RetryPlan"/> put the request back after the queue gave up; messages of older versions have no such value.</param>
/// <param name="Hours">The lifetime of the token in the email; 0 for the default of the purpose. Messages of older versions have no such value.</param>
/// <param name="Requested">When the email was requested; null in messages of older versions.</param>
/// <param name="Notice">The security event that the email tells about; null if it tells about none. Messages of older versions have no such value.</param>
public sealed record EmailRequest(
    long Id, long UserId, ActionPurpose Purpose, int Attempt = 0, int Hours = 0, DateTimeOffset? Requested = null, NoticeFacts? Notice = null)
{
    /// <summary>Gets the lifetime of the token in the email.</summary>
    [JsonIgnore]
    public TimeSpan Lifetime => Hours > 0 ? TimeSpan.FromHours(Hours) : Purpose.Lifetime();
}

/// <summary>The JSON serialization of <see cref="EmailRequest"/>.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EmailRequest))]
[JsonSerializable(typeof(EmailRequest[]))]
internal sealed partial class EmailJson : JsonSerializerContext;
