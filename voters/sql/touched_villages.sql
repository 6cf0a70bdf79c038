-- Villages in which a version began or ended in the revisions (after, upto]; every other one is as it was.
SELECT village FROM voters_voter WHERE regency = %(regency)s AND since > %(after)s AND since <= %(upto)s
UNION
SELECT village FROM voters_voter WHERE regency = %(regency)s AND until > %(after)s AND until <= %(upto)s
