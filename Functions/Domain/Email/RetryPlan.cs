namespace Serverless.Domain.Email;

/// <summary>Plans further rounds for an email that the queue gave up, so that a mail server can be unavailable for an afternoon without loss.</summary>
public static class RetryPlan
{
    /// <summary>Gets the delay before each further round of the queue's own attempts.</summary>
    public static IReadOnlyList<TimeSpan> Delays { get; } =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

    /// <summary>Returns the request to be put back and its delay; null when no rounds are left.</summary>
    public static (EmailRequest Request, TimeSpan Delay)? Next(EmailRequest request) =>
        request.Attempt >= 0 && request.Attempt < Delays.Count ? (request with { Attempt = request.Attempt + 1 }, Delays[request.Attempt]) : null;
}
