using System.Collections.Immutable;
using Serverless.Domain.Sessions;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Domain.Sessions;

public sealed class SessionOwnerTests
{
    private static readonly SessionOwner Full = new(
        "ann", "ann@example.com", true, "ann_t", new DateTimeOffset(2026, 11, 30, 8, 5, 7, TimeSpan.Zero), "Ann \"A.\" Müller", "https://example.com/ann.png", "+49 30 1", true, "de");

    private static readonly SessionOwner Plain = new("ben", null, false, null);

    [Fact]
    public void The_text_in_a_session_row_contains_every_property()
    {
        Assert.DoesNotContain(typeof(SessionOwner).GetProperties().Where(property => property.Name != "EqualityContract"), property => property.GetValue(Full) is null or false);
        Assert.Equal(Full, Parse(Full.Format()));
        Assert.Equal(Plain, Parse(Plain.Format()));
        Assert.Null(Parse(null));
    }

    [Fact]
    public void Texts_of_older_and_newer_versions_are_understood()
    {
        Assert.Equal(Plain, Parse("""{"Name":"ben","Email":null,"EmailConfirmed":false,"TelegramName":null}"""));
        Assert.Equal(Full with { Locale = null }, Parse(Full.Format().Replace("\"Locale\":\"de\"", """ "New":{"Name":"carl","Email":["x"]},"Flag":true """, StringComparison.Ordinal)));
    }

    private static SessionOwner? Parse(string? text) => SessionOwner.Of(
        new SessionRow { Id = 1, Hash = null, IssuedAt = 0, Expires = DateTimeOffset.MaxValue, Name = "", Permissions = ImmutableSortedDictionary<string, bool>.Empty, Pseudonym = 0, Owner = text });
}
