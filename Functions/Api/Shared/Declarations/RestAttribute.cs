namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks the last parameter of a method that takes any number of further arguments. The parameter is an array of unconverted
/// <see cref="System.Text.Json.JsonElement"/> values.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RestAttribute : Attribute;
