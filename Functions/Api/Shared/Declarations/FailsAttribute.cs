namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Declares one failure of a method. Failures that the pipeline returns (permissions, parameters, bodies) are not declared.
/// It has no effect on calls: the API description is generated from it, and the tests compare every failure with it.
/// </summary>
/// <param name="status">The status in the envelope.</param>
/// <param name="text">The text in the envelope; null if it is the status's default text, or varies.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class FailsAttribute(int status, string? text = null) : Attribute
{
    /// <summary>Stands for any status, for a method that passes on the status of another service.</summary>
    public const int AnyStatus = 0;

    /// <summary>Gets the status in the envelope.</summary>
    public int Status { get; } = status;

    /// <summary>Gets the text in the envelope; null if it is the status's default text, or varies.</summary>
    public string? Text { get; } = text;

    /// <summary>Gets the condition of the failure, for readers; null if the text states it.</summary>
    public string? When { get; init; }
}
