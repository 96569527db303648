namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Marks a method that adds a second factor, or is needed for it. A user who must have a second factor and has none can call it, see
/// <see cref="Steps.EnrolmentCheck"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ForEnrolmentAttribute : Attribute;
