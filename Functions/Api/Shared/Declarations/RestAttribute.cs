namespace Serverless.Api.Shared.Declarations;

/// <summary>Marks the last parameter of a method that takes any number of further arguments: an array of <see cref="System.Text.Json.JsonElement"/>, as they came.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RestAttribute : Attribute;
