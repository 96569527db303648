namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// One way in which a method fails of its own accord; what the pipeline refuses (permissions, parameters, bodies) goes without saying.
/// Nothing acts on it: the API description is made from it, and the tests hold every failure that they get against it.
/// </summary>
/// <param name="status">The status in the envelope.</param>
/// <param name="text">The text in the envelope; null if it is the usual one of the status, or varies.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class FailsAttribute(int status, string? text = null) : Attribute
{
    /// <summary>For a method that passes on the status of somebody else.</summary>
    public const int AnyStatus = 0;

    /// <summary>The status in the envelope.</summary>
    public int Status { get; } = status;

    /// <summary>The text in the envelope; null if it is the usual one, or varies.</summary>
    public string? Text { get; } = text;

    /// <summary>When this happens, for readers, where the text does not say it.</summary>
    public string? When { get; init; }
}
