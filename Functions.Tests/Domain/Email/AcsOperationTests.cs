using Azure;
using Serverless.Domain.Email;

namespace Serverless.Tests.Domain.Email;

public sealed class AcsOperationTests
{
    [Fact]
    public void An_email_is_the_same_operation_at_every_attempt_and_differs_from_other_emails()
    {
        Assert.Equal(AcsOperation.IdOf(42), AcsOperation.IdOf(42));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(id => AcsOperation.IdOf(id)).Distinct().Count());
    }

    [Fact]
    public void The_id_is_a_well_formed_uuid_of_version_8()
    {
        var id = AcsOperation.IdOf(long.MaxValue);
        Assert.Equal(8, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }

    [Theory]
    [InlineData(400, "InvalidParameterValue", typeof(UndeliverableEmailException))]
    [InlineData(413, null, typeof(UndeliverableEmailException))]
    [InlineData(400, "InvalidSenderUserName", typeof(EmailNotSentException))]
    [InlineData(404, "DomainNotLinked", typeof(EmailNotSentException))]
    [InlineData(401, "Denied", typeof(EmailNotSentException))]
    [InlineData(403, null, typeof(EmailNotSentException))]
    [InlineData(409, null, typeof(EmailNotSentException))]
    [InlineData(429, "TooManyRequests", typeof(EmailNotSentException))]
    [InlineData(408, null, typeof(IOException))]
    [InlineData(500, "InternalServerError", typeof(IOException))]
    [InlineData(503, null, typeof(IOException))]
    [InlineData(0, null, typeof(IOException))]
    public void A_refusal_is_permanent_temporary_or_unknown(int status, string? code, Type meaning) =>
        Assert.Equal(meaning, AcsOperation.Failure(new RequestFailedException(status, "x", code, null), 7).GetType());

    [Fact]
    public void The_recipient_is_not_repeated() => Assert.DoesNotContain(
        "ann@example.com", AcsOperation.Failure(new RequestFailedException(400, "ann@example.com is not valid", "Invalid", null), 7).ToString(), StringComparison.Ordinal);
}
