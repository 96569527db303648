namespace Serverless.Domain.Email;

/// <summary>When a mail is tried again that the queue gave up: a mail server that is away for an afternoon loses nothing.</summary>
public static class RetryPlan
{
    /// <summary>How long to wait before each further round of the queue's own attempts.</summary>
    public static IReadOnlyList<TimeSpan> Delays { get; } =
        [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

    /// <summary>The request to be put back and after how long; null when the plan is exhausted.</summary>
    public static (EmailRequest Request, TimeSpan Delay)? Next(EmailRequest request) =>
        request.Attempt >= 0 && request.Attempt < Delays.Count ? (request with { Attempt = request.Attempt + 1 }, Delays[request.Attempt]) : null;
}
