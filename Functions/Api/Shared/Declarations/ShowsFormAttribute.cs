namespace Serverless.Api.Shared.Declarations;

/// <summary>Says that the operation shows why the stored data cannot be read, while it cannot.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShowsFormAttribute : Attribute;
