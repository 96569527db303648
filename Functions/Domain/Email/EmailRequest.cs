using System.Text.Json.Serialization;
using Serverless.Domain.EmailTokens;

namespace Serverless.Domain.Email;

/// <summary>What travels through the queue: ids and a purpose. The secret that the mail will carry does not exist yet.</summary>
/// <param name="Id">The mail's id; a message delivered twice is recognised by it.</param>
/// <param name="UserId">To whom; 0 if the address asked for is nobody's, so that asking costs the same.</param>
/// <param name="Purpose">What the mail is for.</param>
/// <param name="Attempt">How often the queue gave up and <see cref="RetryPlan"/> put the request back; messages from before there was one have none.</param>
/// <param name="Hours">How long the mailed token works; 0, and a message from before there was a choice, for what the purpose says.</param>
/// <param name="Requested">When it was asked for; null in messages from before that was said.</param>
public sealed record EmailRequest(long Id, long UserId, ActionPurpose Purpose, int Attempt = 0, int Hours = 0, DateTimeOffset? Requested = null)
{
    /// <summary>How long the mailed token works.</summary>
    [JsonIgnore]
    public TimeSpan Lifetime => Hours > 0 ? TimeSpan.FromHours(Hours) : Purpose.Lifetime();
}

/// <summary>How <see cref="EmailRequest"/> is written.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EmailRequest))]
internal sealed partial class EmailJson : JsonSerializerContext;
