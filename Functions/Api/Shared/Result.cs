using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared;

/// <summary>The outcome of a call: a status as in HTTP, a text, and perhaps data. A family turns the reason of a failure into its own words.</summary>
public sealed record Result
{
    private Result(int status, string? text, Reason? reason = null)
    {
        Status = status;
        Text = text;
        FailureReason = reason;
    }

    /// <summary>200 to 299 is success.</summary>
    public int Status { get; private init; }

    /// <summary>Gets the text for people; null for the usual one of the status.</summary>
    public string? Text { get; private init; }

    /// <summary>Gets the reason of a failure; null for a success, and for a failure that has a body of its family.</summary>
    public Reason? FailureReason { get; }

    /// <summary>Gets what is wrong with the parameters; empty if the failure is another.</summary>
    public IReadOnlyList<ParameterProblem> Details { get; private init; } = [];

    /// <summary>Whether there is a <c>data</c> member at all; <see cref="Data"/> may be null then.</summary>
    public bool HasData { get; private init; }

    /// <summary>The answer: of a type that the family lists.</summary>
    public object? Data { get; private init; }

    /// <summary>How many rows the call touched or returned; null where that says nothing.</summary>
    public int? Rows { get; private init; }

    /// <summary>How many rows there are beside those returned; null where nobody asked for a list.</summary>
    public long? Total { get; private init; }

    /// <summary>Whether something failed that should not have.</summary>
    public bool IsException { get; private init; }

    /// <summary>When it makes sense to try again.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Whether the call did what it was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Success without data.</summary>
    public static Result Ok(string? text = null) => new(200, text);

    /// <summary>Success without anything done, status 204: the world was already as asked for.</summary>
    public static Result Unchanged { get; } = new(204, null);

    /// <summary>Success with data.</summary>
    public static Result Of(object? data) => new(200, null) { HasData = true, Data = data };

    /// <summary>Success with a status, a text and data of its own, such as the reply of another server.</summary>
    /// <param name="status">200 to 299; one that HTTP does not know travels as 200.</param>
    /// <param name="text">A text for people.</param>
    /// <param name="data">The answer.</param>
    public static Result Success(int status, string text, object? data) =>
        status is >= 200 and < 300
            ? new(status, text) { HasData = true, Data = data }
            : throw new ArgumentOutOfRangeException(nameof(status), status, "A success is 200 to 299.");

    /// <summary>Success of a change: <c>data</c> null and the number of rows it touched.</summary>
    public static Result Touched(int rows) => new(200, null) { HasData = true, Rows = rows };

    /// <summary>One row of a list, asked for by its id: <c>data</c> is the row or null.</summary>
    public static Result One(object? row) => new(200, null) { HasData = true, Data = row, Rows = row is null ? 0 : 1 };

    /// <summary>A list that is not counted beyond what is returned: <c>data</c> null if there is none.</summary>
    public static Result List<T>(IEnumerable<T> rows) =>
        rows.ToArray() is { Length: > 0 } page
            ? new(200, null) { HasData = true, Data = page, Rows = page.Length }
            : Touched(0);

    /// <summary>
    /// A part of a list (rpc.md 5.6): <c>data</c> null if there is none, the number of rows in it, and of all rows. The type
    /// to be listed by the family is the array of <typeparamref name="T"/>.
    /// </summary>
    public static Result Page<T>(IEnumerable<T> rows, long total) =>
        rows.ToArray() is { Length: > 0 } page
            ? new(200, null) { HasData = true, Data = page, Rows = page.Length, Total = total }
            : new(200, null) { HasData = true, Total = total };

    /// <summary>Failure.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="reason">The reason, for programs.</param>
    /// <param name="text">A text for people; null for the usual one of the status.</param>
    public static Result Fail(int status, Reason reason, string? text = null) => new(status, text, reason);

    /// <summary>Failure by a step of the pipeline, with the HTTP status of the reason.</summary>
    /// <param name="reason">The reason.</param>
    public static Result Refuse(Reason reason) => new(HttpStatus(reason), null, reason);

    /// <summary>Returns the same outcome with the status and the text that the caller's family has for it.</summary>
    /// <param name="status">The family's status.</param>
    /// <param name="text">The family's text.</param>
    public Result WordedAs(int status, string text) => this with { Status = status, Text = text };

    /// <summary>Failure by a rule.</summary>
    public static Result Fail(int status, Refusal refusal) => new(status, refusal.Text, refusal.Reason);

    /// <summary>Failure because of the parameters.</summary>
    public static Result Fail(ParameterError error) =>
        new(HttpStatus(Reason.InvalidParameters), error.Text, Reason.InvalidParameters) { Details = error.Details };

    /// <summary>Failure because of a parameter that only the operation itself can judge.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="message">The same for people.</param>
    public static Result InvalidParameter(string name, ParameterReason reason, string message) =>
        Fail(new ParameterError($"""Parameter "{name}" is invalid""", [new(name, reason, message)]));

    /// <summary>Failure with a body of the family's own.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="text">A text for people and for the call log.</param>
    /// <param name="data">The body: of a type that the family lists.</param>
    public static Result Fail(int status, string? text, object data) => new(status, text) { HasData = true, Data = data };

    /// <summary>The same, of a call that can be repeated after a while.</summary>
    public Result After(TimeSpan? retryAfter) => this with { RetryAfter = retryAfter };

    /// <summary>The same, of something that should not have failed.</summary>
    public Result AsException(bool isException) => this with { IsException = isException };

    /// <summary>The service cannot do it now.</summary>
    public static Result Unavailable(TimeSpan retryAfter) => Refuse(Reason.ServiceUnavailable).After(retryAfter);

    /// <summary>A limit keeps the call from running.</summary>
    public static Result TooManyRequests(TimeSpan retryAfter) => Refuse(Reason.TooManyRequests).After(retryAfter);

    /// <summary>A defect of ours.</summary>
    public static Result Exception() => Refuse(Reason.InternalError).AsException(true);

    private static int HttpStatus(Reason reason) => reason switch
    {
        Reason.InsufficientPermissions => 401,
        Reason.MethodNotFound => 404,
        Reason.HttpMethodNotAllowed => 405,
        Reason.Conflict => 409,
        Reason.UploadSizeRequired => 411,
        Reason.BodyTooLarge or Reason.UploadTooLarge => 413,
        Reason.UnsupportedContentType => 415,
        Reason.TooManyRequests => 429,
        Reason.InternalError => 500,
        Reason.ServiceUnavailable => 503,
        _ => 400,
    };
}
